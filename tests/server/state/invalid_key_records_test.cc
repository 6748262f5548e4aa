// SPDX-License-Identifier: Apache-2.0
#include "server/state/invalid_key_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"

namespace rollcall::state {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> NewestKeys(InvalidKeyRecords& records) {
  std::vector<std::string> keys;
  for (const v1::Problem& problem : records.Summary()->newest) keys.push_back(problem.key());
  return keys;
}

TEST(InvalidKeyRecordsTest, StartsEmpty) {
  InvalidKeyRecords records;
  EXPECT_EQ(records.Summary()->count, 0);
  EXPECT_THAT(NewestKeys(records), IsEmpty());
  EXPECT_EQ(records.Oldest(), std::nullopt);
}

TEST(InvalidKeyRecordsTest, ListsTheNewestFirstEachKeyOnce) {
  InvalidKeyRecords records;
  records.Put("a", 1);
  records.Put("b", 2);
  records.Put("a", 3);
  EXPECT_THAT(NewestKeys(records), ElementsAre("a", "b"));
  EXPECT_EQ(records.Summary()->count, 2);
  EXPECT_EQ(records.Summary()->newest[0].offset(), 3);
  EXPECT_EQ(records.Summary()->newest[0].code(), v1::Problem::CODE_BAD_KEY);
}

TEST(InvalidKeyRecordsTest, CountsAllAndListsALimitedNumber) {
  InvalidKeyRecords records;
  for (int i = 0; i < 40; ++i) records.Put(absl::StrCat("key-", i), i);
  EXPECT_EQ(records.Summary()->count, 40);
  const std::vector<std::string> keys = NewestKeys(records);
  ASSERT_EQ(keys.size(), kMaxListedProblems);
  EXPECT_EQ(keys.front(), "key-39");
  EXPECT_EQ(keys.back(), "key-8");
}

TEST(InvalidKeyRecordsTest, ARemovedKeyIsNotLive) {
  InvalidKeyRecords records;
  records.Put("a", 1);
  records.Put("b", 2);
  EXPECT_EQ(records.Summary()->count, 2);
  records.Remove("b");
  records.Remove("never seen");
  EXPECT_THAT(NewestKeys(records), ElementsAre("a"));
  EXPECT_EQ(records.Summary()->count, 1);
}

TEST(InvalidKeyRecordsTest, KnowsTheOldestLiveRecord) {
  InvalidKeyRecords records;
  records.Put("a", 1);
  records.Put("b", 2);
  records.Put("c", 3);
  EXPECT_EQ(records.Oldest(), 1);
  records.Put("a", 4);
  EXPECT_EQ(records.Oldest(), 2);
  records.Remove("b");
  EXPECT_EQ(records.Oldest(), 3);
}

TEST(InvalidKeyRecordsTest, TheSummaryIsTheSameObjectUntilSomethingChanges) {
  InvalidKeyRecords records;
  records.Put("a", 1);
  const InvalidKeySummaryPtr before = records.Summary();
  records.Remove("never seen");
  EXPECT_EQ(records.Summary(), before);
  records.Put("b", 2);
  EXPECT_NE(records.Summary(), before);
  EXPECT_EQ(before->count, 1) << "a summary is immutable";
}

TEST(InvalidKeyRecordsTest, LongKeysAreDifferentAndShownInPart) {
  InvalidKeyRecords records;
  records.Put(std::string(1000, 'k') + "a", 1);
  records.Put(std::string(1000, 'k') + "b", 2);
  records.Put("", 3);
  EXPECT_THAT(NewestKeys(records), ElementsAre("", std::string(256, 'k'), std::string(256, 'k')));
}

TEST(InvalidKeyRecordsDeathTest, TwoKeysAtOneOffsetAreABug) {
  InvalidKeyRecords records;
  records.Put("a", 1);
  EXPECT_EXIT(records.Put("b", 1), ::testing::ExitedWithCode(kExitBug), "is_new");
}

}  // namespace
}  // namespace rollcall::state
