// SPDX-License-Identifier: Apache-2.0
#include "server/select/filter.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "server/response/error.h"
#include "server/select/view.h"
#include "tests/testing/fake_feed.h"
#include "topic/record/key.h"

namespace rollcall::select {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload = status.GetPayload("type.googleapis.com/" + detail.GetDescriptor()->full_name());
  EXPECT_TRUE(payload.has_value() && detail.ParseFromString(std::string(*payload))) << status;
  return detail;
}

void ExpectFieldError(const v1::Filter& filter, const std::string& field) {
  const absl::Status status = Filter::Compile(filter).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.domain(), "rollcall.v1");
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_EQ(bad_request.field_violations(0).field(), field);
  EXPECT_NE(bad_request.field_violations(0).description(), "");
}

void ExpectUnknownFilter(const v1::Filter& filter) {
  const absl::Status status = Filter::Compile(filter).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "UNKNOWN_FILTER");
}

// One node as the engine holds it.
encoding::EncodedNodePtr BodyOf(int32_t node_id, std::string_view value) {
  testing::FakeFeed feed;
  feed.Put(topic::BinaryKey(node_id), value);
  return feed.store().NewestShown();
}

std::vector<std::string> NamesShown(const v1::Filter& proto, const encoding::EncodedNode& node) {
  const Filter filter = *Filter::Compile(proto);
  std::string bytes;
  AppendNode(node, filter, View::kBasic, bytes);
  v1::ListNodesResponse response;
  EXPECT_TRUE(response.ParseFromString(bytes));
  std::vector<std::string> names;
  for (const auto& row : response.nodes(0).coprocessors()) names.push_back(row.name());
  return names;
}

TEST(FilterTest, LimitsAreKeptToTheLast) {
  v1::Filter filter;
  for (int i = 0; i < 1000; ++i) filter.add_node_ids(i);
  for (int i = 0; i < 100; ++i) filter.add_names("n");
  for (int i = 0; i < 100; ++i) filter.add_input_topics(std::string(256, 't'));
  EXPECT_TRUE(Filter::Compile(filter).ok());
}

TEST(FilterTest, BeyondLimitsNamesTheField) {
  v1::Filter ids;
  for (int i = 0; i < 1001; ++i) ids.add_node_ids(i);
  ExpectFieldError(ids, "filter.node_ids");

  v1::Filter names;
  for (int i = 0; i < 101; ++i) names.add_names("n");
  ExpectFieldError(names, "filter.names");

  v1::Filter long_topic;
  long_topic.add_input_topics("ok");
  long_topic.add_input_topics(std::string(257, 't'));
  ExpectFieldError(long_topic, "filter.input_topics[1]");

  v1::Filter open_escape;
  open_escape.add_names("a\\");
  ExpectFieldError(open_escape, "filter.names[0]");

  v1::Filter unspecified;
  unspecified.add_states(v1::NodeStatus::STATE_UNSPECIFIED);
  ExpectFieldError(unspecified, "filter.states[0]");
}

TEST(FilterTest, UnknownFieldOrValueIsRefused) {
  v1::Filter unknown_field;
  ASSERT_TRUE(unknown_field.ParseFromString("\x7a\x01x"));  // field 15
  ExpectUnknownFilter(unknown_field);

  v1::Filter unknown_state;
  unknown_state.add_states(static_cast<v1::NodeStatus::State>(99));
  ExpectUnknownFilter(unknown_state);
}

TEST(FilterTest, NodeIdsAndStatesSelectNodes) {
  const encoding::EncodedNodePtr up = BodyOf(5, testing::UpValue(5, {"a"}));
  const encoding::EncodedNodePtr broken = BodyOf(5, "nonsense");
  v1::Filter filter;
  EXPECT_TRUE(Filter::Compile(filter)->Matches(*up));
  filter.add_node_ids(4);
  EXPECT_FALSE(Filter::Compile(filter)->Matches(*up));
  filter.add_node_ids(5);
  EXPECT_TRUE(Filter::Compile(filter)->Matches(*up));
  filter.add_states(v1::NodeStatus::STATE_INVALID);
  EXPECT_FALSE(Filter::Compile(filter)->Matches(*up));
  EXPECT_TRUE(Filter::Compile(filter)->Matches(*broken));
}

TEST(FilterTest, NamesAndTopicsTrimRows) {
  const encoding::EncodedNodePtr node = BodyOf(-5, testing::UpValue(-5, {"a", "ab", "b"}));
  v1::Filter filter;
  EXPECT_THAT(NamesShown(filter, *node), ElementsAre("a", "ab", "b"));
  filter.add_names("a*");
  EXPECT_THAT(NamesShown(filter, *node), ElementsAre("a", "ab"));
  filter.add_input_topics("t-?b");
  EXPECT_THAT(NamesShown(filter, *node), ElementsAre("ab"));
}

TEST(FilterTest, NodeWithoutSelectedRowIsOutOnlyWhereRowsAreSelected) {
  const encoding::EncodedNodePtr empty = BodyOf(5, testing::UpValue(5));
  const encoding::EncodedNodePtr other = BodyOf(5, testing::UpValue(5, {"b"}));
  v1::Filter by_name;
  by_name.add_names("a");
  EXPECT_FALSE(Filter::Compile(by_name)->Matches(*empty));
  EXPECT_FALSE(Filter::Compile(by_name)->Matches(*other));
  v1::Filter by_state;
  by_state.add_states(v1::NodeStatus::STATE_UP);
  EXPECT_TRUE(Filter::Compile(by_state)->Matches(*empty));
}

TEST(FilterTest, EmptyNameAndNoTopicsAreMatchedAsTheyAre) {
  const encoding::EncodedNodePtr node =
      BodyOf(5, R"({"node_id":5,"status":"up","coprocessors":{"":{"input_topics":[]},"x":{"input_topics":[""]}}})");
  v1::Filter any_name;
  any_name.add_names("*");
  EXPECT_THAT(NamesShown(any_name, *node), ElementsAre("", "x"));
  v1::Filter any_topic;
  any_topic.add_input_topics("*");
  EXPECT_THAT(NamesShown(any_topic, *node), ElementsAre("x"));
}

TEST(FilterTest, CanonicalFormIgnoresOrderAndRepetition) {
  v1::Filter one;
  one.add_node_ids(1);
  one.add_node_ids(2);
  one.add_names("a");
  v1::Filter other;
  other.add_names("a");
  other.add_names("a");
  other.add_node_ids(2);
  other.add_node_ids(1);
  EXPECT_EQ(Filter::Compile(one)->canonical(), Filter::Compile(other)->canonical());
  EXPECT_EQ(RequestHash(*Filter::Compile(one), View::kBasic), RequestHash(*Filter::Compile(other), View::kBasic));
  EXPECT_NE(RequestHash(*Filter::Compile(one), View::kBasic), RequestHash(*Filter::Compile(one), View::kFull));
  v1::Filter as_topic;
  as_topic.add_node_ids(1);
  as_topic.add_node_ids(2);
  as_topic.add_input_topics("a");
  EXPECT_NE(Filter::Compile(one)->canonical(), Filter::Compile(as_topic)->canonical());
}

TEST(ErrorsTest, DetailsStayUnderFourKiB) {
  const absl::Status status = response::FieldError("filter.names[3]", std::string(100'000, 'x'));
  size_t bytes = status.message().size();
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { bytes += url.size() + payload.size(); });
  EXPECT_LT(bytes, 3000u);  // base64 adds a third
}

TEST(ErrorsTest, UnavailableSaysWhenToTryAgain) {
  const absl::Status status = response::Unavailable(v1::ERROR_REASON_REVISION_NOT_REACHED, "not there",
                                                    absl::Milliseconds(1500), {{"revision", "7"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("revision"), "7");
}

TEST(ErrorsTest, CutsBetweenCodePoints) {
  std::string text(1020, 'x');
  for (int i = 0; i < 10; ++i) text += "\xC3\xA9";
  const absl::Status status = response::FieldError("f", text);
  EXPECT_THAT(std::string(status.message()), HasSubstr("..."));
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  EXPECT_EQ(bad_request.field_violations(0).description(), std::string(1020, 'x') + "...");
}

}  // namespace
}  // namespace rollcall::select
