// SPDX-License-Identifier: Apache-2.0
#include "server/select/filter.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/select/request_identity.h"
#include "server/select/view.h"
#include "tests/testing/compiled_filter.h"
#include "tests/testing/error_detail.h"
#include "tests/testing/fake_feed.h"
#include "topic/record/key.h"

namespace rollcall::select {
namespace {

using testing::CompileFilter;
using testing::DetailOf;
using ::testing::ElementsAre;

void ExpectFieldError(const v1::Filter& filter, const std::string& field) {
  const absl::Status status = CompileFilter(filter).status();
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
  const absl::Status status = CompileFilter(filter).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "UNKNOWN_FILTER");
}

// The node of one record, as the engine holds it.
encoding::EncodedNodePtr EncodedNodeOf(int32_t node_id, std::string_view value) {
  testing::FakeFeed feed;
  feed.Put(topic::BinaryKey(node_id), value);
  return feed.store().NewestShown();
}

bool Matches(const Filter& filter, const encoding::EncodedNode& node) { return Matcher(filter).Matches(node); }

std::vector<std::string> NamesShown(const v1::Filter& proto, const encoding::EncodedNode& node) {
  const Filter filter = *CompileFilter(proto);
  Matcher matcher(filter);
  std::string bytes;
  AppendNode(node, matcher, View::kBasic, bytes);
  v1::ListNodesResponse response;
  EXPECT_TRUE(response.ParseFromString(bytes));
  std::vector<std::string> names;
  for (const auto& row : response.nodes(0).coprocessors()) names.push_back(row.name());
  return names;
}

TEST(FilterTest, AcceptsAsMuchAsTheLimits) {
  v1::Filter filter;
  for (int i = 0; i < 1000; ++i) filter.add_node_ids(i);
  for (int i = 0; i < 100; ++i) filter.add_names("n");
  for (int i = 0; i < 100; ++i) filter.add_input_topics(std::string(256, 't'));
  EXPECT_TRUE(CompileFilter(filter).ok());
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
  const encoding::EncodedNodePtr up = EncodedNodeOf(5, testing::UpValue(5, {"a"}));
  const encoding::EncodedNodePtr broken = EncodedNodeOf(5, "nonsense");
  v1::Filter filter;
  EXPECT_TRUE(Matches(*CompileFilter(filter), *up));
  filter.add_node_ids(4);
  EXPECT_FALSE(Matches(*CompileFilter(filter), *up));
  filter.add_node_ids(5);
  EXPECT_TRUE(Matches(*CompileFilter(filter), *up));
  filter.add_states(v1::NodeStatus::STATE_INVALID);
  EXPECT_FALSE(Matches(*CompileFilter(filter), *up));
  EXPECT_TRUE(Matches(*CompileFilter(filter), *broken));
}

TEST(FilterTest, NamesAndTopicsTrimRows) {
  const encoding::EncodedNodePtr node = EncodedNodeOf(-5, testing::UpValue(-5, {"a", "ab", "b"}));
  v1::Filter filter;
  EXPECT_THAT(NamesShown(filter, *node), ElementsAre("a", "ab", "b"));
  filter.add_names("a*");
  EXPECT_THAT(NamesShown(filter, *node), ElementsAre("a", "ab"));
  filter.add_input_topics("t-?b");
  EXPECT_THAT(NamesShown(filter, *node), ElementsAre("ab"));
}

TEST(FilterTest, NodeWithoutMatchingRowIsLeftOutOnlyIfThereIsARowFilter) {
  const encoding::EncodedNodePtr empty = EncodedNodeOf(5, testing::UpValue(5));
  const encoding::EncodedNodePtr other = EncodedNodeOf(5, testing::UpValue(5, {"b"}));
  v1::Filter by_name;
  by_name.add_names("a");
  EXPECT_FALSE(Matches(*CompileFilter(by_name), *empty));
  EXPECT_FALSE(Matches(*CompileFilter(by_name), *other));
  v1::Filter by_state;
  by_state.add_states(v1::NodeStatus::STATE_UP);
  EXPECT_TRUE(Matches(*CompileFilter(by_state), *empty));
}

TEST(FilterTest, EmptyNameAndNoTopicsAreMatchedAsTheyAre) {
  const encoding::EncodedNodePtr node = EncodedNodeOf(
      5, R"({"node_id":5,"status":"up","coprocessors":{"":{"input_topics":[]},"x":{"input_topics":[""]}}})");
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
  EXPECT_EQ(CompileFilter(one)->canonical(), CompileFilter(other)->canonical());
  EXPECT_EQ(MakeRequestIdentity(*CompileFilter(one), View::kBasic),
            MakeRequestIdentity(*CompileFilter(other), View::kBasic));
  EXPECT_NE(MakeRequestIdentity(*CompileFilter(one), View::kBasic),
            MakeRequestIdentity(*CompileFilter(one), View::kFull));
  v1::Filter as_topic;
  as_topic.add_node_ids(1);
  as_topic.add_node_ids(2);
  as_topic.add_input_topics("a");
  EXPECT_NE(CompileFilter(one)->canonical(), CompileFilter(as_topic)->canonical());
}

// Fills one field of a filter with two values; `order` says which of them is first.
enum class Order { kForward, kBackward };
v1::Filter FilterWith(const google::protobuf::FieldDescriptor& field, Order order) {
  v1::Filter filter;
  const google::protobuf::Reflection& reflection = *filter.GetReflection();
  for (const int i : order == Order::kForward ? std::vector<int>{1, 2} : std::vector<int>{2, 1}) {
    switch (field.cpp_type()) {
      case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
        reflection.AddInt32(&filter, &field, i);
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
        reflection.AddEnumValue(&filter, &field, i);
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_STRING:
        reflection.AddString(&filter, &field, absl::StrCat("text ", i));
        break;
      default:
        ADD_FAILURE() << "extend this test by the type of " << field.full_name();
    }
  }
  return filter;
}

TEST(FilterTest, AFilterWithoutFieldsMatchesAll) {
  EXPECT_TRUE(Filter().MatchesAll());
  EXPECT_TRUE(CompileFilter(v1::Filter())->MatchesAll());
  EXPECT_EQ(Filter().canonical(), CompileFilter(v1::Filter())->canonical());
}

// Goes through the fields of the .proto, so that it covers a new field too.
TEST(FilterTest, EveryFieldRestrictsAndItsOrderDoesNotMatter) {
  const google::protobuf::Descriptor& type = *v1::Filter::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    SCOPED_TRACE(type.field(i)->full_name());
    const auto forward = CompileFilter(FilterWith(*type.field(i), Order::kForward));
    const auto backward = CompileFilter(FilterWith(*type.field(i), Order::kBackward));
    ASSERT_TRUE(forward.ok() && backward.ok()) << forward.status();
    EXPECT_FALSE(forward->MatchesAll());
    EXPECT_EQ(forward->canonical(), backward->canonical());
    const encoding::EncodedNodePtr other = EncodedNodeOf(3, "nonsense");
    EXPECT_FALSE(Matches(*forward, *other)) << "the field is not evaluated";
  }
}

}  // namespace
}  // namespace rollcall::select
