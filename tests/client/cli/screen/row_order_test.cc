// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/row_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/cli/screen/screen_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;

class RowOrderTest : public ScreenFixture {
 protected:
  RowOrderTest() {
    v1::NodeStatus newest = UpNode(2, 12, {{"a", {}, ""}, {"c", {}, ""}});
    SetTime(Noon(), newest.mutable_publish_time());
    newest.mutable_coprocessors(1)->set_state_text("errored");
    Hold({UpNode(3, 11, {{"a", {}, ""}, {"b", {}, ""}}), newest, DownNode(1, 13)});
  }
  std::vector<std::string> By(Sort sort) {
    model_.SortBy(sort);
    Refresh();
    return Rows();
  }
};

TEST_F(RowOrderTest, ByNameAndThenByNodeWithEmptyNodesAtTheEnd) {
  EXPECT_THAT(By(Sort::kName), ElementsAre("a@2", "a@3", "b@3", "c@2", "@1"));
}

TEST_F(RowOrderTest, ByNodeAndThenByName) {
  EXPECT_THAT(By(Sort::kNode), ElementsAre("@1", "a@2", "c@2", "a@3", "b@3"));
}

TEST_F(RowOrderTest, ByStateWhatIsWrongComesFirst) {
  EXPECT_THAT(By(Sort::kState), ElementsAre("@1", "c@2", "a@2", "a@3", "b@3"));
}

TEST_F(RowOrderTest, ByAgeTheNewestComesFirst) {
  EXPECT_THAT(By(Sort::kAge), ElementsAre("a@2", "c@2", "a@3", "b@3", "@1"));
}

TEST_F(RowOrderTest, ChangedFirstTheLatestOfAll) {
  now_ += absl::Seconds(1);
  Change(UpNode(3, 14, {{"a", {}, ""}, {"b", {}, "new"}}));
  now_ += absl::Seconds(1);
  Remove(1);
  EXPECT_THAT(By(Sort::kChanged), ElementsAre("@1", "b@3", "a@2", "a@3", "c@2"));
}

}  // namespace
}  // namespace rollcall::cli
