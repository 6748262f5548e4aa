// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/dry_run.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/testing/fake_status_topic.h"

namespace rollcall::agent {
namespace {

TEST(DryRunTest, ALineHasAKeyThatCanBeReadAndTheValueAsItIs) {
  EXPECT_EQ(DryRunLine({.key = std::string("\5\0\0\0", 4), .value = "{ }"}), "\\x05\\x00\\x00\\x00\t{ }\n");
  EXPECT_EQ(DryRunLine({.key = "5", .value = std::nullopt}), "5\tnull\n");
}

TEST(DryRunTest, TheTopicIsCheckedAndNothingIsWritten) {
  FakeStatusTopic topic;
  std::ostringstream out;
  DryRunSink dry(topic, out);
  topic.check = absl::NotFoundError("no topic");
  EXPECT_EQ(dry.CheckTopic(Deadline(absl::Seconds(1))), topic.check);
  EXPECT_TRUE(dry.Append({.key = "5", .value = "{}"}, Deadline(absl::Seconds(1))).ok());
  EXPECT_EQ(out.str(), "5\t{}\n");
  EXPECT_TRUE(topic.records.empty());
}

}  // namespace
}  // namespace rollcall::agent
