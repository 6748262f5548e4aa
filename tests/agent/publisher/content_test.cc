// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

constexpr char kUp[] = R"({"node_id":5,"status":"up","coprocessors":{}})";
const Instance kInstance{.kind = "run", .generation = 7, .id = "h-1-a"};

std::string Prepared(std::string_view json) {
  const absl::StatusOr<std::string> content = PrepareContent(json, 5);
  EXPECT_TRUE(content.ok()) << content.status();
  return content.value_or("");
}

std::string RefusalOf(std::string_view json) {
  const absl::StatusOr<std::string> content = PrepareContent(json, 5);
  EXPECT_TRUE(absl::IsInvalidArgument(content.status())) << content.status();
  return std::string(content.status().message());
}

TEST(ContentTest, AStatusIsKeptAndGetsItsNodeId) {
  EXPECT_EQ(Prepared(kUp), kUp);
  EXPECT_EQ(Prepared(R"({"status":"up","coprocessors":{}})"), R"({"node_id":5,"status":"up","coprocessors":{}})");
}

TEST(ContentTest, ThePublishersFieldsAreRefused) {
  EXPECT_EQ(RefusalOf(R"({"status":"up","coprocessors":{},"lease_s":60})"),
            "the status has the field lease_s, which the publisher sets itself: leave it out");
  EXPECT_EQ(RefusalOf(R"({"status":"up","coprocessors":{},"instance":"x"})"),
            "the status has the field instance, which the publisher sets itself: leave it out");
}

TEST(ContentTest, AnUnusableStatusIsRefused) {
  EXPECT_THAT(RefusalOf(R"({"node_id":6,"status":"up","coprocessors":{}})"),
              HasSubstr("for node 6 and not for node 5"));
  EXPECT_THAT(RefusalOf(R"({"status":"up",)"), HasSubstr("not JSON"));
  EXPECT_THAT(RefusalOf(R"({"status":"up"})"), HasSubstr("coprocessors: expected object, found nothing"));
}

// What is added must not make the record too large for its readers.
TEST(ContentTest, TheLargestContentLeavesRoomForWhatIsAdded) {
  constexpr size_t kLargest = topic::kMaxValueBytes - 512;
  std::string json = kUp;
  json.insert(json.size() - 1, kLargest - json.size(), ' ');
  EXPECT_EQ(Prepared(json).size(), kLargest);
  const Instance longest{
      .kind = "publisher", .generation = INT64_MAX, .id = std::string(255, 'h') + "-4194304-9f3a02c6"};
  EXPECT_LE(StampContent(json, longest, absl::Hours(24)).size(), topic::kMaxValueBytes);
  json.insert(json.size() - 1, " ");
  EXPECT_EQ(RefusalOf(json), "the status has 1048065 bytes; at most 1048064 can be published");
}

TEST(ContentTest, TheStampIsLast) {
  EXPECT_EQ(StampContent(kUp, kInstance, absl::Seconds(60)),
            R"({"node_id":5,"status":"up","coprocessors":{},"lease_s":60,"instance":"run:7:h-1-a"})");
  EXPECT_EQ(StampContent(kUp, kInstance, std::nullopt),
            R"({"node_id":5,"status":"up","coprocessors":{},"instance":"run:7:h-1-a"})");
  EXPECT_THAT(StampContent(kUp, kInstance, absl::Milliseconds(1500)), HasSubstr(R"("lease_s":1.5,)"));
}

TEST(ContentTest, UnknownFieldsAreKeptByteForByte) {
  const std::string odd =
      " {\"node_id\":5, \"x\" : 1e400,\"status\":\"up\",\"coprocessors\":{\"a\":{\"input_topics\":[],"
      "\"}\":\"\xFF}\"}},\"lease_s\":null,\"y\":{} ";
  EXPECT_EQ(StampContent(Prepared(odd + "}\n"), kInstance, std::nullopt), odd + ",\"instance\":\"run:7:h-1-a\"}");
}

TEST(ContentTest, ADownNodeRunsNothingAndMayHaveAReason) {
  EXPECT_EQ(DownContent(-5, ""), R"({"node_id":-5,"status":"down","coprocessors":{}})");
  EXPECT_EQ(DownContent(5, "the \"source\" is lost"),
            R"({"node_id":5,"status":"down","coprocessors":{},"reason":"the \"source\" is lost"})");
  EXPECT_EQ(Prepared(DownContent(5, "x")), DownContent(5, "x"));
}

TEST(ContentTest, OnlyTheStatusDownIsDown) {
  EXPECT_TRUE(IsDown(DownContent(5, "")));
  EXPECT_TRUE(IsDown(StampContent(DownContent(5, "x"), kInstance, std::nullopt)));
  EXPECT_FALSE(IsDown(kUp));
  EXPECT_FALSE(IsDown(R"({"node_id":5,"status":"DOWN","coprocessors":{}})"));
  EXPECT_FALSE(IsDown("down"));
}

}  // namespace
}  // namespace rollcall::agent
