// SPDX-License-Identifier: Apache-2.0
// What is on the screen after each change, and after a while.
#include "client/cli/screen/screen_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/cli/screen/screen_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using ScreenModelTest = ScreenFixture;

TEST_F(ScreenModelTest, CountsNodesByHealthAndNotesThoseThatAreNotWell) {
  v1::NodeStatus stale = UpNode(3, 3, {{"a", {}, ""}});
  stale.mutable_lease()->set_seconds(1);
  Hold({UpNode(1, 1, {{"a", {}, ""}}), DownNode(2, 2), stale, InvalidNode(4, 4, "x")});
  EXPECT_EQ(model_.counts().of(Health::kUp), 1u);
  EXPECT_EQ(model_.counts().of(Health::kDown), 1u);
  EXPECT_EQ(model_.counts().of(Health::kStale), 1u);
  EXPECT_EQ(model_.counts().of(Health::kInvalid), 1u);
  EXPECT_THAT(Rows(), ElementsAre("a@1", "a@3", "@2", "@4"));
  EXPECT_THAT(model_.notes(), SizeIs(3));
}

TEST_F(ScreenModelTest, MarksChangedAndRemovedRowsForFiveSeconds) {
  Hold({UpNode(1, 1, {{"a", {}, ""}, {"b", {}, ""}})});
  Change(UpNode(1, 2, {{"a", {}, "new"}}));
  EXPECT_EQ(RowOf("a@1").mark, Mark::kChanged);
  EXPECT_EQ(RowOf("b@1").mark, Mark::kRemoved);
  EXPECT_EQ(model_.counts().changed_rows, 1u);
  EXPECT_EQ(model_.counts().removed_rows, 1u);
  Advance(absl::Seconds(5));
  EXPECT_THAT(Rows(), ElementsAre("a@1", "b@1"));
  Advance(absl::Milliseconds(1));
  EXPECT_THAT(Rows(), ElementsAre("a@1"));
  EXPECT_EQ(RowOf("a@1").mark, Mark::kNone);
  EXPECT_EQ(model_.counts().changed_rows + model_.counts().removed_rows, 0u);
}

TEST_F(ScreenModelTest, ARemovedNodeIsNotedForFiveSeconds) {
  Hold({UpNode(1, 1, {{"a", {}, ""}}), UpNode(2, 2)});
  Remove(1);
  ASSERT_THAT(model_.notes(), SizeIs(1));
  EXPECT_EQ(model_.notes()[0].removed->removed.node_id(), 1);
  EXPECT_EQ(model_.counts().of(Health::kUp), 1u) << "it is not counted any longer";
  Advance(absl::Seconds(6));
  EXPECT_THAT(model_.notes(), IsEmpty());
}

TEST_F(ScreenModelTest, ANodeThatTheFilterLosesBecauseItIsDownIsNamedForAsLongAsItIs) {
  Hold({UpNode(1, 1, {{"a", {}, ""}}), UpNode(2, 2, {{"a", {}, ""}})});
  hidden_[1] = DownNode(1, 20);
  hidden_[3] = DownNode(3, 3);
  model_.RecordHidden();
  Remove(1, v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_THAT(Rows(), ElementsAre("a@1", "a@2", "@1")) << "node 3 was never shown";
  ASSERT_THAT(model_.notes(), SizeIs(1));
  ASSERT_NE(model_.notes()[0].node, nullptr);
  EXPECT_EQ(model_.notes()[0].node->state(), v1::NodeStatus::STATE_DOWN);
  Advance(absl::Minutes(1));
  EXPECT_THAT(Rows(), ElementsAre("a@2", "@1"));
  EXPECT_EQ(model_.counts().of(Health::kDown), 1u);
  hidden_.erase(1);
  model_.RecordHidden();
  Refresh();
  EXPECT_THAT(Rows(), ElementsAre("a@2"));
}

TEST_F(ScreenModelTest, ADeletedNodeIsNotLookedForAmongTheHiddenOnes) {
  Hold({UpNode(1, 1, {{"a", {}, ""}})});
  Remove(1);
  Advance(absl::Seconds(6));
  hidden_[1] = DownNode(1, 21);
  model_.RecordHidden();
  Refresh();
  EXPECT_THAT(Rows(), IsEmpty());
}

TEST_F(ScreenModelTest, AHiddenNodeInAnAdmittedStateIsShownFromTheStart) {
  ScreenModel admitting({v1::NodeStatus::STATE_DOWN});
  hidden_[1] = DownNode(1, 1);
  hidden_[2] = InvalidNode(2, 2, "x");
  admitting.Refresh({view_.nodes(), hidden_, view_.header()}, now_);
  ASSERT_THAT(admitting.rows(), SizeIs(1));
  EXPECT_EQ(admitting.rows()[0].node->node_id(), 1);
}

TEST_F(ScreenModelTest, ANodeBecomesStaleByNewEvidenceAlone) {
  v1::NodeStatus leased = UpNode(1, 1, {{"a", {}, ""}});
  leased.mutable_lease()->set_seconds(30);
  Hold({leased});
  EXPECT_EQ(RowOf("a@1").health, Health::kUp);
  header_ = view_.header();
  SetTime(Noon() + absl::Seconds(31), header_->mutable_as_of_time());
  Refresh();
  EXPECT_EQ(RowOf("a@1").health, Health::kStale);
}

TEST_F(ScreenModelTest, WithoutAChangeNothingIsSortedAgain) {
  Hold({UpNode(1, 1, {{"a", {}, ""}})});
  const int64_t version = model_.version();
  Advance(absl::Hours(1));
  model_.SortBy(Sort::kName);
  Refresh();
  EXPECT_EQ(model_.version(), version);
  model_.SortBy(Sort::kAge);
  Refresh();
  EXPECT_GT(model_.version(), version);
}

}  // namespace
}  // namespace rollcall::cli
