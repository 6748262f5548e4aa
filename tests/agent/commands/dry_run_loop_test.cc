// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/dry_run_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "agent/publisher/content.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST(DryRunLoopTest, PrintsKeyAndValueOfEachChange) {
  std::ostringstream out;
  {
    PublicationOptions options;
    options.key_format = KeyFormat::kDecimal;
    options.lease = absl::Minutes(1);
    DryRunLoop loop("run", options, out);
    const std::string content = *PrepareContent("{\"status\":\"up\",\n\"coprocessors\":{}}", 5);
    loop.Set(5, content);
    EXPECT_TRUE(loop.Flush(Deadline(absl::Seconds(20))));
    loop.Set(5, content);  // no change
    EXPECT_TRUE(loop.Flush(Deadline(absl::Seconds(20))));
    loop.Retire(5);
    EXPECT_TRUE(loop.Flush(Deadline(absl::Seconds(20))));
  }
  std::istringstream lines(out.str());
  std::string line;
  std::getline(lines, line);
  EXPECT_THAT(line, StartsWith("5 {"));
  EXPECT_THAT(line, HasSubstr("\"instance\":\"run:"));
  EXPECT_THAT(line, HasSubstr("\"lease_s\":60"));
  std::getline(lines, line);
  EXPECT_EQ(line, "5 null");
}

TEST(DryRunLoopTest, ABinaryKeyIsEscaped) {
  std::ostringstream out;
  {
    DryRunLoop loop("run", {}, out);
    loop.Set(5, DownContent(5, "why"));
    EXPECT_TRUE(loop.Flush(Deadline(absl::Seconds(20))));
  }
  EXPECT_THAT(out.str(), StartsWith("\\005\\000\\000\\000 {"));
}

TEST(DryRunLoopTest, StatusesAreThoseOfTheNodes) {
  std::ostringstream out;
  DryRunLoop loop("run", {}, out);
  EXPECT_TRUE(loop.Statuses().empty());
  loop.Set(5, DownContent(5, ""));
  EXPECT_TRUE(loop.Flush(Deadline(absl::Seconds(20))));
  ASSERT_EQ(loop.Statuses().size(), 1u);
  EXPECT_EQ(loop.Statuses()[0].node_id, 5);
  EXPECT_TRUE(loop.Statuses()[0].is_settled);
}

}  // namespace
}  // namespace rollcall::agent
