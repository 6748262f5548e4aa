// SPDX-License-Identifier: Apache-2.0
#include "server/watch/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/compiled_filter.h"
#include "tests/testing/fake_feed.h"
#include "topic/record/key.h"

namespace rollcall::watch {
namespace {

using ::testing::ElementsAre;
using testing::FakeFeed;
using ::testing::IsEmpty;
using testing::kStart;
using testing::UpValue;

constexpr state::ChangePosition kBeginning{state::kNoRevision, std::numeric_limits<int32_t>::min()};

select::Filter OfName(const std::string& name) {
  v1::Filter filter;
  filter.add_names(name);
  return *testing::CompileFilter(filter);
}

// Returns updated ids as they are and removed ids as their complement.
std::vector<int32_t> Ids(const std::string& bytes) {
  v1::WatchStatusResponse message;
  EXPECT_TRUE(message.ParseFromString(bytes));
  std::vector<int32_t> ids;
  for (const auto& node : message.updated()) ids.push_back(node.node_id());
  for (const auto& node : message.removed()) ids.push_back(~node.node_id());
  return ids;
}

class SelectionTest : public ::testing::Test {
 protected:
  std::vector<int32_t> After(int64_t revision) { return Ids(*selection_.NextBatch(watch::After(revision), -1).bytes); }
  int64_t UpdateAll(int64_t offset) { return selection_.CatchUp(feed_.store()), offset; }

  FakeFeed feed_;
  Selection selection_{OfName("a"), select::View::kBasic, {3, 1 << 20}};
};

TEST_F(SelectionTest, StartsWithTheNodesThatMatch) {
  feed_.PutUp(1, {"a", "b"});
  feed_.PutUp(2, {"b"});
  UpdateAll(feed_.PutUp(3, {"a"}));
  EXPECT_THAT(After(-1), ElementsAre(1, 3));
  EXPECT_TRUE(selection_.Shows(1));
  EXPECT_FALSE(selection_.Shows(2));
  EXPECT_EQ(selection_.base_revision(), 2);
  EXPECT_EQ(selection_.head().node_count, 2);
  EXPECT_EQ(selection_.NextBatch(kBeginning, -1).items, 2u);
}

TEST_F(SelectionTest, TotalsFollowEveryChange) {
  UpdateAll(feed_.PutUp(1, {"a"}));
  const uint64_t one = selection_.head().digest;
  UpdateAll(feed_.PutUp(2, {"a"}));
  UpdateAll(feed_.PutUp(3, {"b"}));
  EXPECT_EQ(selection_.head().node_count, 2);
  UpdateAll(feed_.PutUp(2, {"b"}));
  EXPECT_EQ(selection_.head().node_count, 1);
  EXPECT_EQ(selection_.head().digest, one);
  EXPECT_EQ(selection_.head().revision(), 3);
  UpdateAll(feed_.Delete(1));
  EXPECT_EQ(selection_.head().digest, 0u);
}

TEST_F(SelectionTest, ARemovalIsSentToCursorsBeforeTheNodeLeft) {
  UpdateAll(feed_.PutUp(1, {"a"}));
  const int64_t left = UpdateAll(feed_.PutUp(1, {"b"}));
  EXPECT_THAT(After(left - 1), ElementsAre(~1));
  EXPECT_THAT(After(left), IsEmpty());
  const int64_t later = UpdateAll(feed_.PutUp(1, {"c"}));
  EXPECT_THAT(After(left), IsEmpty()) << "it was hidden all the while";
  EXPECT_THAT(After(left - 1), ElementsAre(~1)) << "a laggard still holds it";
  EXPECT_GT(later, left);
}

TEST_F(SelectionTest, GapBetweenHiddenVersionsCountsAsLeavingAgain) {
  UpdateAll(feed_.PutUp(1, {"a"}));
  const int64_t left = UpdateAll(feed_.PutUp(1, {"b"}));
  feed_.Skip(1);
  const int64_t later = UpdateAll(feed_.PutUp(1, {"c"}));
  EXPECT_THAT(After(left), ElementsAre(~1));
  EXPECT_THAT(After(later), IsEmpty());
}

TEST_F(SelectionTest, TwoChangesSeenAsOneCountAsLeavingAgain) {
  UpdateAll(feed_.PutUp(1, {"a"}));
  const int64_t left = UpdateAll(feed_.PutUp(1, {"b"}));
  feed_.Read(topic::BinaryKey(1), UpValue(1, {"a"}));
  feed_.Read(topic::BinaryKey(1), UpValue(1, {"b"}));
  feed_.Commit();
  UpdateAll(0);
  EXPECT_THAT(After(left), ElementsAre(~1));
}

TEST_F(SelectionTest, ANodeHiddenAtTheBaseKeepsItsPositionWhileItStaysHidden) {
  feed_.PutUp(2, {"a"});
  const int64_t hidden = feed_.PutUp(1, {"b"});
  UpdateAll(feed_.PutUp(2, {"a"}));
  EXPECT_THAT(After(-1), ElementsAre(2)) << "not kept";
  UpdateAll(feed_.PutUp(1, {"c"}));
  EXPECT_THAT(After(hidden), ElementsAre(2));
  EXPECT_THAT(After(hidden - 1), ElementsAre(2, ~1));
}

TEST_F(SelectionTest, VersionsBetweenTwoCatchUpsCountAsLeavingAgain) {
  UpdateAll(feed_.PutUp(1, {"b"}));
  const int64_t shown = feed_.PutUp(1, {"a"});  // other selections see it
  UpdateAll(feed_.PutUp(1, {"b"}));
  EXPECT_THAT(After(shown), ElementsAre(~1));
  const int64_t shown_again = feed_.PutUp(1, {"a"});
  UpdateAll(feed_.PutUp(1, {"b"}));
  EXPECT_THAT(After(shown_again), ElementsAre(~1));
}

TEST_F(SelectionTest, ReasonsTellDeletedFromFilteredOut) {
  feed_.PutUp(1, {"a"});
  UpdateAll(feed_.PutUp(2, {"a"}));
  feed_.PutUp(1, {"b"});
  UpdateAll(feed_.Delete(2));
  v1::WatchStatusResponse message;
  ASSERT_TRUE(message.ParseFromString(*selection_.NextBatch(watch::After(1), -1).bytes));
  ASSERT_EQ(message.removed_size(), 2);
  EXPECT_EQ(message.removed(0).reason(), v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_EQ(message.removed(0).revision(), 2);
  EXPECT_EQ(message.removed(1).reason(), v1::RemovedNode::REASON_DELETED);
  EXPECT_EQ(message.removed(1).revision(), 3);
}

TEST_F(SelectionTest, ANodeThatIsFilteredOutIsToldAsItIsNow) {
  const int64_t shown = UpdateAll(feed_.PutUp(1, {"a"}));
  const std::string key = topic::BinaryKey(1);
  UpdateAll(feed_.Put(key, R"({"node_id":1,"status":"down","coprocessors":{},"reason":"an upgrade"})"));
  const auto removed = [&] {
    v1::WatchStatusResponse message;
    EXPECT_TRUE(message.ParseFromString(*selection_.NextBatch(watch::After(shown), -1).bytes));
    return message.removed(0);
  };
  EXPECT_EQ(removed().status().state(), v1::NodeStatus::STATE_DOWN);
  EXPECT_EQ(removed().status().reason(), "an upgrade");
  const int64_t invalid = UpdateAll(feed_.Put(key, "no JSON"));
  EXPECT_EQ(removed().revision(), shown + 1) << "it left there";
  EXPECT_EQ(removed().status().state(), v1::NodeStatus::STATE_INVALID);
  EXPECT_EQ(removed().status().problem().offset(), invalid);
}

TEST_F(SelectionTest, FloorLeavesOutRemovalsButNotNodes) {
  UpdateAll(feed_.PutUp(1, {"a"}));
  const int64_t left = UpdateAll(feed_.Delete(1));
  const int64_t shown = UpdateAll(feed_.PutUp(2, {"a"}));
  const int64_t later = UpdateAll(feed_.Delete(3));
  EXPECT_THAT(Ids(*selection_.NextBatch(kBeginning, left).bytes), ElementsAre(2, ~3));
  EXPECT_THAT(Ids(*selection_.NextBatch(kBeginning, left - 1).bytes), ElementsAre(2, ~1, ~3));
  EXPECT_THAT(Ids(*selection_.NextBatch(watch::After(shown), later).bytes), IsEmpty());
}

TEST_F(SelectionTest, ForgetsTheOldestRemovalsAndRaisesTheHorizon) {
  for (int id = 0; id < 4; ++id) feed_.PutUp(id, {"a"});
  UpdateAll(feed_.PutUp(4, {"a"}));
  for (int id = 0; id < 3; ++id) UpdateAll(feed_.Delete(id));
  EXPECT_EQ(selection_.horizon(), watch::After(state::kNoRevision));
  UpdateAll(feed_.Delete(3));
  EXPECT_EQ(selection_.horizon().revision, 5);
  EXPECT_THAT(After(-1), ElementsAre(4, ~1, ~2, ~3));
}

TEST_F(SelectionTest, RebuildsWhereDeletionsWereForgottenBeforeItCaughtUp) {
  FakeFeed feed({.max_deleted = 1});
  Selection selection(select::Filter(), select::View::kBasic);
  for (int id = 0; id < 4; ++id) feed.PutUp(id);
  selection.CatchUp(feed.store());
  feed.Delete(0);
  feed.Delete(1);
  selection.CatchUp(feed.store());
  EXPECT_EQ(selection.horizon(), watch::After(4));
  EXPECT_EQ(selection.base_revision(), 5);
  EXPECT_EQ(selection.head().node_count, 2);
  EXPECT_EQ(selection.head().digest, feed.store().Latest()->digest);
}

TEST_F(SelectionTest, AnotherEpochStartsFromScratch) {
  feed_.PutUp(1, {"a"});
  UpdateAll(feed_.PutUp(2, {"a"}));
  const uint64_t epoch = selection_.head().epoch();
  feed_.Rebuild();
  feed_.PutUp(3, {"a"});
  UpdateAll(0);
  EXPECT_GT(selection_.head().epoch(), epoch);
  EXPECT_THAT(After(-1), ElementsAre(3));
  EXPECT_FALSE(selection_.Shows(1));
}

TEST_F(SelectionTest, BatchIsSharedUntilSomethingChanges) {
  UpdateAll(feed_.PutUp(1, {"a"}));
  const encoding::BytesPtr bytes = selection_.NextBatch(kBeginning, -1).bytes;
  EXPECT_EQ(selection_.NextBatch(kBeginning, -1).bytes, bytes);
  const encoding::BytesPtr checkpoint = selection_.Checkpoint(kStart).bytes;
  EXPECT_EQ(selection_.Checkpoint(kStart + absl::Milliseconds(10)).bytes, checkpoint);
  EXPECT_NE(selection_.Checkpoint(kStart + absl::Seconds(1)).bytes, checkpoint) << "its answer_time would be wrong";
  UpdateAll(feed_.PutUp(2, {"a"}));
  EXPECT_NE(selection_.NextBatch(kBeginning, -1).bytes, bytes);
}

TEST_F(SelectionTest, BatchForOneWatcherIsNotKept) {
  UpdateAll(feed_.PutUp(1, {"a"}));
  const std::weak_ptr<const std::string> first = selection_.NextBatch(kBeginning, -1).bytes;
  EXPECT_TRUE(first.expired());
  const std::weak_ptr<const std::string> second = selection_.NextBatch(kBeginning, -1).bytes;
  EXPECT_EQ(selection_.NextBatch(kBeginning, -1).bytes, second.lock());
  EXPECT_FALSE(second.expired());
}

// All nodes that somebody else holds may be from before a deletion that was forgotten since, and end before the
// present.
TEST(SelectionAfterForgottenDeletionsTest, ComesToThePresentAlsoByOlderNodesOfAnother) {
  FakeFeed feed({.max_deleted = 1});
  Selection selection(select::Filter(), select::View::kBasic);
  for (int id = 0; id < 3; ++id) feed.PutUp(id);
  const auto catch_up = [&] {
    while (selection.IsBehind(feed.store())) selection.CatchUp(feed.store());
  };
  catch_up();
  feed.Delete(0);
  const state::ChangesPtr held = feed.store().AllNodes();
  feed.Delete(1);
  ASSERT_EQ(feed.store().AllNodes(), held);
  catch_up();
  EXPECT_EQ(selection.head().revision(), feed.next_offset() - 1);
  EXPECT_EQ(selection.head().node_count, 1);
}

// A selection that does nothing at once.
class SlicedSelectionTest : public ::testing::Test {
 protected:
  // Each slice looks at one version, and no more.
  void DoSlice() {
    WorkBudget budget(1);
    selection_.DoSlice(feed_.store(), budget);
  }
  // Returns the number of slices.
  int Finish() {
    int slices = 0;
    for (; selection_.HasWork() && slices < 100; ++slices) DoSlice();
    return slices;
  }
  void CatchUp() {
    selection_.CatchUp(feed_.store());
    Finish();
  }
  std::vector<int32_t> Shown() { return Ids(*selection_.NextBatch(kBeginning, -1).bytes); }

  FakeFeed feed_;
  Selection selection_{OfName("a"), select::View::kBasic, {.catch_up_work = 0}};
};

TEST_F(SlicedSelectionTest, IsBuiltInSlices) {
  for (int id = 0; id < 5; ++id) feed_.PutUp(id, {"a"});
  EXPECT_TRUE(selection_.IsBehind(feed_.store()));
  EXPECT_FALSE(selection_.HasWork());
  selection_.CatchUp(feed_.store());
  EXPECT_TRUE(selection_.HasWork());
  EXPECT_GT(Finish(), 4);
  EXPECT_THAT(Shown(), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(selection_.head().digest, feed_.store().Latest()->digest);
  EXPECT_EQ(selection_.head().node_count, 5);
}

TEST_F(SlicedSelectionTest, IsNotServedAHalfBuiltState) {
  for (int id = 0; id < 5; ++id) feed_.PutUp(id, {"a"});
  selection_.CatchUp(feed_.store());
  DoSlice();
  EXPECT_TRUE(selection_.HasWork());
  EXPECT_EQ(selection_.head().epoch(), 0u);
  EXPECT_EQ(selection_.change_version(), 0u);
  EXPECT_TRUE(selection_.order().empty());
}

TEST_F(SlicedSelectionTest, ChangesWhileItIsBuiltFollow) {
  for (int id = 0; id < 5; ++id) feed_.PutUp(id, {"a"});
  selection_.CatchUp(feed_.store());
  DoSlice();
  feed_.PutUp(0, {"b"});
  const int64_t last = feed_.PutUp(5, {"a"});
  Finish();
  EXPECT_EQ(selection_.head().revision(), 4) << "the state that the work began with";
  EXPECT_THAT(Shown(), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_TRUE(selection_.IsBehind(feed_.store()));
  CatchUp();
  EXPECT_FALSE(selection_.IsBehind(feed_.store()));
  EXPECT_EQ(selection_.head().revision(), last);
  EXPECT_THAT(Shown(), ElementsAre(1, 2, 3, 4, 5, ~0));
}

TEST_F(SlicedSelectionTest, ChangesAreEvaluatedBeforeTheFirstIsApplied) {
  for (int id = 0; id < 3; ++id) feed_.PutUp(id, {"a"});
  CatchUp();
  CatchUp();
  for (int id = 0; id < 3; ++id) feed_.PutUp(id, {"b"});
  selection_.CatchUp(feed_.store());
  DoSlice();
  EXPECT_TRUE(selection_.IsServable());
  WorkBudget more_than_evaluation(700);
  selection_.DoSlice(feed_.store(), more_than_evaluation);
  EXPECT_FALSE(more_than_evaluation.IsSpent());
  EXPECT_TRUE(selection_.IsServable()) << "watches are served between two states, however fast the store changes";
  EXPECT_THAT(Shown(), ElementsAre(0, 1, 2));
  DoSlice();
  EXPECT_FALSE(selection_.IsServable());
  EXPECT_EQ(selection_.head().revision(), 2);
  Finish();
  EXPECT_TRUE(selection_.IsServable());
  EXPECT_THAT(Shown(), ElementsAre(~0, ~1, ~2));
}

TEST_F(SlicedSelectionTest, AnotherEpochBeginsTheWorkAgain) {
  for (int id = 0; id < 3; ++id) feed_.PutUp(id, {"a"});
  selection_.CatchUp(feed_.store());
  DoSlice();
  feed_.Rebuild();
  feed_.PutUp(7, {"a"});
  Finish();
  EXPECT_EQ(selection_.head().epoch(), feed_.store().Epoch());
  EXPECT_THAT(Shown(), ElementsAre(7));
}

TEST_F(SlicedSelectionTest, AnotherEpochDoesNotLeaveChangesHalfApplied) {
  for (int id = 0; id < 3; ++id) feed_.PutUp(id, {"a"});
  CatchUp();
  CatchUp();
  for (int id = 0; id < 3; ++id) feed_.PutUp(id, {"b"});
  selection_.CatchUp(feed_.store());
  while (selection_.IsServable()) DoSlice();
  feed_.Rebuild();
  feed_.PutUp(7, {"a"});
  Finish();
  EXPECT_THAT(Shown(), ElementsAre(~0, ~1, ~2)) << "the changes of the epoch that is over";
  CatchUp();
  EXPECT_THAT(Shown(), ElementsAre(7));
}

TEST_F(SlicedSelectionTest, AreBuiltFromOneCopyOfTheNodes) {
  feed_.PutUp(1, {"a"});
  feed_.PutUp(2, {"a"});
  Selection other(select::Filter(), select::View::kBasic, {.catch_up_work = 0});
  selection_.CatchUp(feed_.store());
  const state::ChangesPtr all = feed_.store().AllNodes();
  const auto holders = all.use_count();
  feed_.PutUp(3, {"a"});
  other.CatchUp(feed_.store());
  EXPECT_EQ(feed_.store().AllNodes(), all);
  EXPECT_EQ(all.use_count(), holders) << "the other selection holds it, and the store no longer does";
}

}  // namespace
}  // namespace rollcall::watch
