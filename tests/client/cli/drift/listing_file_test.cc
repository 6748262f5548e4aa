// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/listing_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "client/cli/render/json.h"
#include "tests/testing/status_messages.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;
using testing::ListingOf;
using testing::RfcNodes;

TEST(ListingFileTest, ReadsWhatListHasSaved) {
  const testing::TemporaryFolder folder;
  const v1::ListNodesResponse listing = ListingOf(RfcNodes(), 13);
  std::ofstream(folder / "saved.json") << ToJson(listing, JsonLayout::kIndented);
  const auto read = ReadListingFile(folder / "saved.json");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), listing.SerializeAsString());
}

TEST(ListingFileTest, IgnoresFieldsOfLaterVersions) {
  const auto read = ParseListing(R"({"header": {"revision": "3", "new": 1}, "nodes": [{"nodeId": 5, "x": []}]})", "f");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->nodes(0).node_id(), 5);
}

TEST(ListingFileTest, RefusesWhatIsNoListing) {
  for (const char* text : {"", "{}", "[]", "{\"nodes\": []}", "{\"header\": 1}", "{\"header\": {}}\n{\"nodeId\": 1}"}) {
    const auto read = ParseListing(text, "f.json");
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(read.status().message(), HasSubstr("f.json is not a listing; save one with: rollcall list")) << text;
  }
}

TEST(ListingFileTest, AFileThatCannotBeReadIsNamed) {
  const auto read = ReadListingFile("/no/such/file");
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(read.status().message(), HasSubstr("cannot read /no/such/file"));
}

}  // namespace
}  // namespace rollcall::cli
