// SPDX-License-Identifier: Apache-2.0
#include "server/state/record_ring.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/exit_code.h"

namespace rollcall::state {
namespace {

TEST(RecordRingTest, KeepsTheNewest) {
  RecordRing ring(100);
  std::vector<RecordId> record_ids;
  for (int64_t i = 0; i < 110; ++i) record_ids.push_back({2 * i, static_cast<uint64_t>(i)});
  ring.Add(record_ids);
  EXPECT_FALSE(ring.Contains({18, 9}));
  EXPECT_TRUE(ring.Contains({20, 10}));
  EXPECT_FALSE(ring.Contains({20, 11}));
  EXPECT_FALSE(ring.Contains({21, 10}));
  EXPECT_TRUE(ring.Contains(record_ids.back()));
  EXPECT_FALSE(ring.Contains({record_ids.back().offset + 1, 0}));
}

TEST(RecordRingTest, FindsTheLastRecordBelowAnOffset) {
  RecordRing ring(2);
  EXPECT_EQ(ring.LastBelow(9), std::nullopt);
  ring.Add({{1, 10}, {2, 20}, {5, 50}});
  EXPECT_EQ(ring.LastBelow(2), std::nullopt) << "forgotten";
  EXPECT_EQ(ring.LastBelow(5), (RecordId{2, 20}));
  EXPECT_EQ(ring.LastBelow(6), (RecordId{5, 50}));
}

TEST(RecordRingTest, ConflictsOnlyWithWhatItRemembers) {
  RecordRing ring(2);
  EXPECT_FALSE(ring.ConflictsWith({1, 11}));
  ring.Add({{1, 10}, {2, 20}, {5, 50}});
  EXPECT_FALSE(ring.ConflictsWith({1, 11}));
  EXPECT_FALSE(ring.ConflictsWith({2, 20}));
  EXPECT_TRUE(ring.ConflictsWith({2, 21}));
  EXPECT_TRUE(ring.ConflictsWith({3, 30})) << "none was read there";
}

TEST(RecordRingTest, RemembersWhatAnEarlierOneRemembers) {
  RecordRing earlier(4);
  earlier.Add({{1, 10}, {2, 20}, {5, 50}});
  RecordRing ring(4);
  ring.Add({{2, 20}, {6, 60}, {7, 70}});
  ring.Merge(earlier);
  for (const RecordId& record_id : {RecordId{2, 20}, {5, 50}, {6, 60}, {7, 70}}) {
    EXPECT_TRUE(ring.Contains(record_id)) << record_id.offset;
  }
  EXPECT_FALSE(ring.Contains({1, 10})) << "only the newest four";
  EXPECT_FALSE(ring.ConflictsWith({5, 50}));
  EXPECT_TRUE(ring.ConflictsWith({4, 40}));
  ring.Add({{8, 80}});
  EXPECT_EQ(ring.LastBelow(9), (RecordId{8, 80}));
}

TEST(RecordRingTest, AnotherRecordAtTheSameOffsetIsAContradiction) {
  RecordRing earlier(4);
  earlier.Add({{1, 10}, {2, 20}, {5, 50}});
  RecordRing ring(4);
  EXPECT_FALSE(ring.Contradicts(earlier));
  ring.Add({{3, 30}, {4, 40}});
  EXPECT_FALSE(ring.Contradicts(earlier));
  ring.Add({{5, 51}});
  EXPECT_TRUE(ring.Contradicts(earlier));
  EXPECT_TRUE(earlier.Contradicts(ring));
  EXPECT_TRUE(ring.ContainsOther({5, 50}));
  EXPECT_FALSE(ring.ContainsOther({5, 51}));
  EXPECT_FALSE(ring.ContainsOther({6, 50}));
}

TEST(RecordRingTest, WithoutCapacityItRemembersNothing) {
  RecordRing ring(0);
  ring.Add({{1, 10}, {2, 20}});
  EXPECT_FALSE(ring.Contains({2, 20}));
  EXPECT_FALSE(ring.ConflictsWith({2, 21}));
  EXPECT_EQ(ring.LastBelow(9), std::nullopt);
}

TEST(RecordRingDeathTest, OffsetsThatDoNotAscendAreABug) {
  RecordRing ring(2);
  ring.Add({{5, 50}});
  EXPECT_EXIT(ring.Add({{5, 51}}), ::testing::ExitedWithCode(kExitBug), "offset > .*\\(5 vs. 5\\)");
}

}  // namespace
}  // namespace rollcall::state
