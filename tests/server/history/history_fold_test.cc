// SPDX-License-Identifier: Apache-2.0
#include "server/history/history_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/testing/compiled_filter.h"
#include "tests/testing/fed_store.h"
#include "topic/record/key.h"

namespace rollcall::history {
namespace {

using testing::StatusJson;

select::Filter OnlyNodes(const std::vector<int32_t>& ids) {
  v1::Filter filter;
  filter.mutable_node_ids()->Assign(ids.begin(), ids.end());
  return *testing::CompileFilter(filter);
}

class HistoryFoldTest : public ::testing::Test {
 protected:
  enum class Key { kBinary, kDecimal };

  static std::string KeyOf(int32_t node_id, Key key) {
    return key == Key::kBinary ? topic::BinaryKey(node_id) : topic::DecimalKey(node_id);
  }
  std::vector<NodeStep> Put(int64_t offset, int32_t node_id, Key key = Key::kBinary) {
    return Apply(offset, KeyOf(node_id, key), StatusJson(node_id, {{.name = "a"}}));
  }
  std::vector<NodeStep> Delete(int64_t offset, int32_t node_id, Key key = Key::kBinary) {
    return Apply(offset, KeyOf(node_id, key), std::nullopt);
  }
  std::vector<NodeStep> Apply(int64_t offset, const std::string& key, std::optional<std::string> value) {
    topic::RecordView record{offset, 1000 + offset, key, std::nullopt};
    if (value.has_value()) record.value = *value;
    return fold_.Apply(record);
  }

  // What a node takes of which only a tombstone was read.
  size_t OfNothing() const {
    HistoryFold fold(all_);
    fold.Begin(0);
    const std::string key = topic::BinaryKey(7);
    fold.Apply({.offset = 0, .key = key, .value = std::nullopt});
    return fold.held_bytes();
  }

  select::Filter all_;
  HistoryFold fold_{all_};
};

TEST_F(HistoryFoldTest, AStepHasTheNodeBeforeAndAfter) {
  fold_.Begin(0);
  const std::vector<NodeStep> added = Put(0, 7);
  ASSERT_EQ(added.size(), 1u);
  EXPECT_EQ(added[0].before, nullptr);
  EXPECT_EQ(added[0].after->offset, 0);
  const std::vector<NodeStep> changed = Put(1, 7);
  ASSERT_EQ(changed.size(), 1u);
  EXPECT_EQ(changed[0].before->offset, 0);
  EXPECT_EQ(changed[0].after->offset, 1);
  const std::vector<NodeStep> deleted = Delete(2, 7);
  ASSERT_EQ(deleted.size(), 1u);
  EXPECT_EQ(deleted[0].before->offset, 1);
  EXPECT_EQ(deleted[0].after, nullptr);
  for (const auto& steps : {added, changed, deleted}) {
    EXPECT_FALSE(steps[0].before_uncertain || steps[0].after_uncertain);
  }
}

TEST_F(HistoryFoldTest, TwoKeysAreOneNode) {
  fold_.Begin(0);
  Put(0, 7, Key::kDecimal);
  EXPECT_EQ(Put(1, 7, Key::kBinary)[0].before->offset, 0);
  const NodeStep taken_over = Delete(2, 7, Key::kBinary)[0];
  EXPECT_EQ(taken_over.before->offset, 1);
  EXPECT_EQ(taken_over.after->offset, 0) << "the other key's record is the newest live one";
}

TEST_F(HistoryFoldTest, AGapMakesWhatWasBeforeItUncertain) {
  fold_.Begin(0);
  Put(0, 7);
  Put(1, 8);
  EXPECT_TRUE(Put(3, 7)[0].before_uncertain) << "offset 2 may have been of node 7";
  EXPECT_FALSE(Put(4, 7)[0].before_uncertain);
  EXPECT_TRUE(Put(5, 8)[0].before_uncertain) << "offset 2 may have been of node 8";
  EXPECT_TRUE(Put(6, 9)[0].before_uncertain) << "offset 2 may have been of node 9";
  EXPECT_EQ(fold_.complete_from(), 3);
  EXPECT_EQ(fold_.complete_from_timestamp_ms(), 1003);
}

TEST_F(HistoryFoldTest, WhatWasBeforeTheLogBeganIsUncertain) {
  fold_.Begin(10);
  EXPECT_TRUE(Put(10, 7)[0].before_uncertain);
  EXPECT_FALSE(Put(11, 7)[0].before_uncertain);
  EXPECT_EQ(fold_.complete_from(), 10);
}

TEST_F(HistoryFoldTest, AfterAGapATombstoneIsCertainOnlyIfBothKeysAreKnown) {
  fold_.Begin(5);
  Put(5, 7, Key::kBinary);
  const NodeStep deleted = Delete(6, 7, Key::kBinary)[0];
  EXPECT_FALSE(deleted.before_uncertain);
  EXPECT_TRUE(deleted.after_uncertain) << "its decimal key may have said something";
  EXPECT_TRUE(Put(7, 7, Key::kBinary)[0].before_uncertain);
  Put(8, 7, Key::kDecimal);
  EXPECT_FALSE(Delete(9, 7, Key::kBinary)[0].after_uncertain);
}

TEST_F(HistoryFoldTest, AGapAtTheEndLeavesNothingComplete) {
  fold_.Begin(0);
  Put(0, 7);
  fold_.End(1);
  EXPECT_EQ(fold_.complete_from(), 0);
  fold_.End(2);
  EXPECT_EQ(fold_.complete_from(), 2);
  EXPECT_EQ(fold_.complete_from_timestamp_ms(), topic::kNoTimestamp);
}

TEST_F(HistoryFoldTest, RecordsOfNoNodeFillTheirOffsets) {
  fold_.Begin(0);
  Put(0, 7);
  EXPECT_THAT(Apply(1, "no node", "x"), ::testing::IsEmpty());
  EXPECT_THAT(fold_.Apply({.offset = 2, .key = std::nullopt, .value = "x"}), ::testing::IsEmpty());
  EXPECT_FALSE(Put(3, 7)[0].before_uncertain);
  EXPECT_EQ(fold_.complete_from(), 0);
}

TEST_F(HistoryFoldTest, WhatIsSkippedIsKnownAfterwards) {
  fold_.Begin(0);
  const std::string key = topic::BinaryKey(7);
  const std::string value = StatusJson(7, {});
  fold_.Skip({.offset = 0, .key = key, .value = value});
  fold_.Skip({.offset = 1, .key = key, .value = value});
  const NodeStep step = Put(2, 7)[0];
  EXPECT_EQ(step.before->offset, 1);
  EXPECT_FALSE(step.before_uncertain);
  fold_.Skip({.offset = 3, .key = key, .value = std::nullopt});
  fold_.End(4);
  EXPECT_EQ(fold_.Find(7), nullptr);
}

TEST_F(HistoryFoldTest, OnlySelectedNodesAreFollowed) {
  const select::Filter filter = OnlyNodes({7});
  HistoryFold fold(filter);
  fold.Begin(0);
  const std::string big(100'000, ' ');
  const std::string key = topic::BinaryKey(8);
  const std::string value = StatusJson(8, {}) + big;
  EXPECT_THAT(fold.Apply({.offset = 0, .key = key, .value = value}), ::testing::IsEmpty());
  EXPECT_EQ(fold.held_bytes(), 0u);
  EXPECT_EQ(fold.complete_from(), 0);
}

TEST_F(HistoryFoldTest, AnAmbiguousKeyChangesBothOfItsNodes) {
  fold_.Begin(0);
  constexpr int32_t kBinaryId = 0x34333231;  // "1234"
  const std::vector<NodeStep> steps = Apply(0, "1234", StatusJson(1234, {}));
  ASSERT_EQ(steps.size(), 2u);
  const std::vector<NodeStep> again = Apply(1, "1234", StatusJson(kBinaryId, {}));
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0].node_id, 1234);
  EXPECT_EQ(again[0].before->offset, 0);
  EXPECT_EQ(again[0].after, nullptr);
  EXPECT_EQ(again[1].node_id, kBinaryId);
  EXPECT_EQ(again[1].after->offset, 1);
}

TEST_F(HistoryFoldTest, CountsWhatItHolds) {
  fold_.Begin(0);
  Put(0, 7);
  const size_t one = fold_.held_bytes();
  EXPECT_GT(one, 0u);
  const size_t record = one - OfNothing();
  Put(1, 7);
  EXPECT_EQ(fold_.held_bytes(), one) << "the older record is not held any more";
  Put(2, 8);
  EXPECT_EQ(fold_.held_bytes(), 2 * one);
  Delete(3, 7);
  EXPECT_EQ(fold_.held_bytes(), 2 * one - record) << "it is still known that the node was deleted";
}

}  // namespace
}  // namespace rollcall::history
