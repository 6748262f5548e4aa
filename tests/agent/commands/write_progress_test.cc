// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/write_progress.h"

#include <gtest/gtest.h>

namespace rollcall::agent {
namespace {

TEST(WriteProgressTest, SaysWhatWasWrittenAndWhatMayBe) {
  WriteProgress progress;
  EXPECT_EQ(progress.Describe(), "nothing was written");
  progress.Begin("a tombstone for topic t");
  EXPECT_EQ(progress.Describe(), "a tombstone for topic t was being sent and may be written");
  progress.Written("a tombstone at offset 7");
  EXPECT_EQ(progress.Describe(), "written: a tombstone at offset 7");
  progress.Begin("a tombstone for topic t");
  EXPECT_EQ(progress.Describe(),
            "a tombstone for topic t was being sent and may be written; written before: a tombstone at offset 7");
  progress.NotWritten();
  EXPECT_EQ(progress.Describe(), "written: a tombstone at offset 7");
}

}  // namespace
}  // namespace rollcall::agent
