// SPDX-License-Identifier: Apache-2.0
#include "server/select/view.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "server/encoding/node_encoder.h"
#include "tests/testing/compiled_filter.h"
#include "topic/record/key.h"
#include "topic/record/record.h"

namespace rollcall::select {
namespace {

constexpr char kValue[] =
    R"({"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":["x","y"],"description":"d","state":"running"},)"
    R"("b":{"input_topics":[]}},"lease_s":2.5,"instance":"i","reason":"r","more":[1]})";

encoding::EncodedNodePtr Encode(std::string_view key, std::string_view value) {
  const topic::RecordView record{7, 1500, key, value};
  return encoding::EncodeNode(record, topic::DecodeRecord(topic::ReadKey(key), value), topic::Fingerprint(record));
}

v1::NodeStatus Parse(const encoding::EncodedNode& node, const Filter& filter, View view) {
  Matcher matcher(filter);
  std::string bytes;
  AppendNode(node, matcher, view, bytes);
  v1::WatchStatusResponse as_watch;
  v1::ListNodesResponse as_list;
  EXPECT_TRUE(as_watch.ParseFromString(bytes));
  EXPECT_TRUE(as_list.ParseFromString(bytes));
  EXPECT_EQ(as_watch.updated_size(), 1);
  EXPECT_EQ(as_list.nodes_size(), 1);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(as_watch.updated(0), as_list.nodes(0)));
  return as_list.nodes(0);
}

v1::NodeStatus Expected(uint64_t fingerprint) {
  v1::NodeStatus node;
  node.set_node_id(5);
  node.set_state(v1::NodeStatus::STATE_UP);
  node.set_status_text("up");
  node.set_revision(7);
  node.mutable_publish_time()->set_seconds(1);
  node.mutable_publish_time()->set_nanos(500'000'000);
  v1::Coprocessor& a = *node.add_coprocessors();
  a.set_name("a");
  a.set_node_id(5);
  a.add_input_topics("x");
  a.add_input_topics("y");
  a.set_description("d");
  a.set_state_text("running");
  v1::Coprocessor& b = *node.add_coprocessors();
  b.set_name("b");
  b.set_node_id(5);
  node.set_fingerprint(fingerprint);
  node.mutable_lease()->set_seconds(2);
  node.mutable_lease()->set_nanos(500'000'000);
  node.set_publisher_instance("i");
  node.set_reason("r");
  node.mutable_stale_after_time()->set_seconds(9);
  return node;
}

void ExpectEqual(const v1::NodeStatus& actual, const v1::NodeStatus& expected) {
  EXPECT_EQ(actual.DebugString(), expected.DebugString());
}

TEST(ViewTest, BasicIsTheNodeWithoutItsRecord) {
  const encoding::EncodedNodePtr encoded = Encode("5", kValue);
  ExpectEqual(Parse(*encoded, Filter(), View::kBasic), Expected(encoded->fingerprint));
}

TEST(ViewTest, FullHasTheRecordExactly) {
  const encoding::EncodedNodePtr encoded = Encode("5", kValue);
  v1::NodeStatus expected = Expected(encoded->fingerprint);
  expected.set_raw_key("5");
  expected.set_raw_value(kValue);
  ExpectEqual(Parse(*encoded, Filter(), View::kFull), expected);
}

TEST(ViewTest, TrimmedKeepsEverythingButTheRows) {
  const encoding::EncodedNodePtr encoded = Encode("5", kValue);
  v1::Filter filter;
  filter.add_names("b");
  v1::NodeStatus expected = Expected(encoded->fingerprint);
  expected.mutable_coprocessors()->DeleteSubrange(0, 1);
  ExpectEqual(Parse(*encoded, *testing::CompileFilter(filter), View::kBasic), expected);
  expected.set_raw_key("5");
  expected.set_raw_value(kValue);
  ExpectEqual(Parse(*encoded, *testing::CompileFilter(filter), View::kFull), expected);
}

TEST(ViewTest, SeveralNodesAreConcatenated) {
  const encoding::EncodedNodePtr five = Encode("5", kValue);
  const encoding::EncodedNodePtr six = Encode("6", "broken");
  const Filter filter;
  Matcher matcher(filter);
  std::string bytes;
  AppendNode(*five, matcher, View::kFull, bytes);
  AppendNode(*six, matcher, View::kBasic, bytes);
  v1::ListNodesResponse response;
  ASSERT_TRUE(response.ParseFromString(bytes));
  ASSERT_EQ(response.nodes_size(), 2);
  EXPECT_EQ(response.nodes(1).node_id(), 6);
}

TEST(ViewTest, FullLeavesOutAValueThatIsNotKept) {
  const encoding::EncodedNodePtr encoded = Encode("5", std::string(topic::kMaxValueBytes + 1, ' '));
  const v1::NodeStatus node = Parse(*encoded, Filter(), View::kFull);
  EXPECT_EQ(node.problem().code(), v1::Problem::CODE_TOO_LARGE);
  EXPECT_EQ(node.raw_key(), "5");
  EXPECT_EQ(node.raw_value(), "");
}

// The tokens of running clients hold this hash: another value makes every resumed watch begin with a snapshot.

TEST(ViewTest, UnknownViewIsRefused) {
  response::FieldErrors errors;
  EXPECT_EQ(CompileView(v1::NODE_VIEW_UNSPECIFIED, errors), View::kBasic);
  EXPECT_EQ(CompileView(v1::NODE_VIEW_FULL, errors), View::kFull);
  EXPECT_TRUE(errors.empty());
  CompileView(static_cast<v1::NodeView>(9), errors);
  EXPECT_EQ(errors.ToStatus().message(), "view: unknown view 9");
}

}  // namespace
}  // namespace rollcall::select
