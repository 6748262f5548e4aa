// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/observed_topic.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/testing/fake_status_topic.h"

namespace rollcall::agent {
namespace {

class ObservedTopicTest : public ::testing::Test {
 protected:
  FakeStatusTopic topic_;
  WriteProgress progress_;
  std::ostringstream err_;
  ObservedTopic observed_{topic_,
                          topic_,
                          {.topic = "t",
                           .awaited = "broker b:1",
                           .reason = [] { return ""; },
                           .timeout = absl::Seconds(30),
                           .progress = progress_,
                           .err = err_}};
};

TEST_F(ObservedTopicTest, NotesWhatIsWrittenAndAt) {
  topic_.first_offset = 42;
  EXPECT_EQ(observed_.Append({.key = "5", .value = "{}"}, Deadline(absl::Seconds(30))).value_or(-1), 42);
  EXPECT_EQ(observed_.Append({.key = "5", .value = std::nullopt}, Deadline(absl::Seconds(30))).value_or(-1), 43);
  EXPECT_EQ(progress_.Describe(), "written: a record at offset 42, a tombstone at offset 43");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ObservedTopicTest, WhatWasNotAcknowledgedMayBeWritten) {
  topic_.appends_until_failure = 0;
  EXPECT_FALSE(observed_.Append({.key = "5", .value = "{}"}, Deadline(absl::Seconds(30))).ok());
  EXPECT_EQ(progress_.Describe(), "a record for topic t was being sent and may be written");
}

TEST_F(ObservedTopicTest, QuestionsWriteNothing) {
  EXPECT_TRUE(observed_.CheckTopic(Deadline(absl::Seconds(30))).ok());
  EXPECT_TRUE(observed_.Latest({"5"}, Deadline(absl::Seconds(30))).ok());
  EXPECT_EQ(progress_.Describe(), "nothing was written");
}

}  // namespace
}  // namespace rollcall::agent
