// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_handler.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/testing/fed_store.h"

namespace rollcall::list {
namespace {

using testing::FedStore;
using testing::kFeedTime;

class ListHandlerTest : public ::testing::Test {
 protected:
  ListHandlerTest() {
    for (int32_t id = 0; id < 5; ++id) feed_.Put(id, {{"name_a"}, {"name_b"}}, id == 4 ? "down" : "up");
  }
  template <typename Request>
  ListResponseBytes Answer(const Request& request, absl::Time now = kFeedTime) {
    const auto query = CompileListQuery(request);
    EXPECT_TRUE(query.ok()) << query.status();
    const auto answer = handler_.Answer(*query, now);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : ListResponseBytes();
  }
  static v1::Header HeaderOf(const ListResponseBytes& answer) {
    v1::ListNodesResponse response;
    EXPECT_TRUE(response.ParseFromString(answer.header));
    return response.header();
  }

  FedStore feed_;
  ListHandler handler_{feed_.store()};
};

TEST_F(ListHandlerTest, TheSameQuestionIsAnsweredWithTheSameBytesUnderAFreshHeader) {
  const ListResponseBytes first = Answer(v1::ListNodesRequest());
  const ListResponseBytes second = Answer(v1::ListNodesRequest(), kFeedTime + absl::Seconds(1));
  EXPECT_EQ(first.page, second.page) << "encoded once";
  EXPECT_EQ(HeaderOf(second).answer_time().seconds(), HeaderOf(first).answer_time().seconds() + 1);
}

TEST_F(ListHandlerTest, AHeaderTellsTheSourceAsItIsNow) {
  Answer(v1::ListNodesRequest());
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(HeaderOf(Answer(v1::ListNodesRequest())).source_state(), v1::SOURCE_STATE_TOPIC_MISSING);
}

TEST_F(ListHandlerTest, AChangeIsInTheNextAnswer) {
  const ListResponseBytes before = Answer(v1::ListNodesRequest());
  feed_.Put(2, {{"name_c"}});
  const ListResponseBytes after = Answer(v1::ListNodesRequest());
  EXPECT_NE(*before.page, *after.page);
  EXPECT_NE(after.page->find("name_c"), std::string::npos);
  EXPECT_EQ(HeaderOf(after).revision(), feed_.revision());
}

TEST_F(ListHandlerTest, OtherQuestionsHaveOtherAnswers) {
  const ListResponseBytes all = Answer(v1::ListNodesRequest());
  v1::ListNodesRequest full, two, of_state;
  full.set_view(v1::NODE_VIEW_FULL);
  two.set_page_size(2);
  of_state.mutable_filter()->add_states(v1::NodeStatus::STATE_DOWN);
  EXPECT_NE(*Answer(full).page, *all.page);
  EXPECT_NE(*Answer(two).page, *all.page);
  EXPECT_NE(*Answer(of_state).page, *all.page);
  EXPECT_NE(*Answer(v1::ListCoprocessorsRequest()).page, *all.page);
  EXPECT_EQ(HeaderOf(Answer(of_state)).node_count(), 1);
  EXPECT_EQ(Answer(v1::ListNodesRequest()).page, all.page);
}

TEST_F(ListHandlerTest, OnlyTheLatestQuestionsAreRemembered) {
  const ListResponseBytes first = Answer(v1::ListNodesRequest());
  for (int32_t id = 0; id < static_cast<int32_t>(PageCache::kMaxPages); ++id) {
    v1::ListNodesRequest request;
    request.mutable_filter()->add_node_ids(id);
    Answer(request);
  }
  const ListResponseBytes again = Answer(v1::ListNodesRequest());
  EXPECT_NE(again.page, first.page);
  EXPECT_EQ(*again.page, *first.page);
}

TEST_F(ListHandlerTest, APageThatIsKnownCanBeContinued) {
  v1::ListNodesRequest request;
  request.set_page_size(2);
  for (int i = 0; i < 2; ++i) {
    v1::ListNodesResponse response;
    ASSERT_TRUE(response.ParseFromString(*Answer(request).page));
    v1::ListNodesRequest next = request;
    next.set_page_token(response.next_page_token());
    ASSERT_TRUE(response.ParseFromString(*Answer(next).page));
    EXPECT_EQ(response.nodes(0).node_id(), 2);
  }
}

}  // namespace
}  // namespace rollcall::list
