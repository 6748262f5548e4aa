// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/node_encoder.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/exit_code.h"
#include "topic/record/key.h"

namespace rollcall::encoding {
namespace {

constexpr uint64_t kFingerprint = 0x0123456789abcdef;
constexpr char kValue[] =
    R"({"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":["x","y"],"description":"d","state":"running"},)"
    R"("b":{"input_topics":[]}},"lease_s":2.5,"instance":"i","reason":"r","more":[1]})";

EncodedNodePtr Encode(std::string_view key, std::string_view value, int64_t timestamp_ms = 1500) {
  return EncodeNode({7, timestamp_ms, key, value}, topic::DecodeRecord(topic::ReadKey(key), value), kFingerprint);
}

v1::NodeStatus Parse(std::string_view field) {
  v1::ListNodesResponse as_list;
  v1::WatchStatusResponse as_watch;
  EXPECT_TRUE(as_list.ParseFromString(std::string(field)));
  EXPECT_TRUE(as_watch.ParseFromString(std::string(field)));
  EXPECT_EQ(as_list.nodes_size(), 1);
  EXPECT_EQ(as_watch.updated_size(), 1);
  EXPECT_EQ(as_list.nodes(0).SerializeAsString(), as_watch.updated(0).SerializeAsString());
  return as_list.nodes(0);
}

v1::NodeStatus ParseEncoded(std::string_view key, std::string_view value, int64_t timestamp_ms = 1500) {
  return Parse(Encode(key, value, timestamp_ms)->field());
}

v1::Problem::Code ProblemOf(std::string_view key, std::string_view value) {
  const v1::NodeStatus node = ParseEncoded(key, value);
  EXPECT_EQ(node.state(), v1::NodeStatus::STATE_INVALID);
  EXPECT_EQ(node.problem().offset(), 7);
  EXPECT_EQ(node.problem().key(), key);
  EXPECT_NE(node.problem().message(), "");
  EXPECT_EQ(node.coprocessors_size(), 0);
  return node.problem().code();
}

TEST(NodeEncoderTest, TheRecordIsKeptBesideTheField) {
  const EncodedNodePtr node = Encode("5", kValue);
  EXPECT_EQ(node->key(), "5");
  EXPECT_EQ(node->value(), kValue);
  EXPECT_EQ(node->node_id, 5);
  EXPECT_EQ(node->offset, 7);
  EXPECT_EQ(node->fingerprint, kFingerprint);
  EXPECT_EQ(node->state, v1::NodeStatus::STATE_UP);
}

TEST(NodeEncoderTest, EveryFieldOfAStatusIsEncoded) {
  const v1::NodeStatus node = ParseEncoded("5", kValue);
  EXPECT_EQ(node.node_id(), 5);
  EXPECT_EQ(node.state(), v1::NodeStatus::STATE_UP);
  EXPECT_EQ(node.status_text(), "up");
  EXPECT_EQ(node.revision(), 7);
  EXPECT_EQ(node.publish_time().seconds(), 1);
  EXPECT_EQ(node.publish_time().nanos(), 500'000'000);
  EXPECT_EQ(node.fingerprint(), kFingerprint);
  EXPECT_EQ(node.lease().seconds(), 2);
  EXPECT_EQ(node.lease().nanos(), 500'000'000);
  EXPECT_EQ(node.publisher_instance(), "i");
  EXPECT_EQ(node.reason(), "r");
  EXPECT_EQ(node.stale_after_time().seconds(), 9) << "1.5 s and three times 2.5 s";
  EXPECT_EQ(node.stale_after_time().nanos(), 0);
  EXPECT_FALSE(node.has_problem());
  ASSERT_EQ(node.coprocessors_size(), 2);
  const v1::Coprocessor& a = node.coprocessors(0);
  EXPECT_EQ(a.name(), "a");
  EXPECT_EQ(a.node_id(), 5);
  EXPECT_EQ(absl::StrCat(a.input_topics(0), a.input_topics(1)), "xy");
  EXPECT_EQ(a.description(), "d");
  EXPECT_EQ(a.state_text(), "running");
  EXPECT_EQ(node.coprocessors(1).name(), "b");
}

TEST(NodeEncoderTest, HeadRowsAndTailAreTheNodeInTheOrderOfItsFields) {
  const EncodedNodePtr node = Encode("5", kValue);
  v1::NodeStatus whole = Parse(node->field());
  EXPECT_EQ(absl::StrCat(AbslView(node->head()), AbslView(node->rows()), AbslView(node->tail())),
            whole.SerializeAsString());
  v1::NodeStatus rows;
  ASSERT_TRUE(rows.ParseFromString(std::string(node->rows())));
  EXPECT_EQ(rows.coprocessors_size(), 2);
  rows.clear_coprocessors();
  EXPECT_EQ(rows.ByteSizeLong(), 0u) << "the rows are nothing but coprocessors";
}

TEST(NodeEncoderTest, DownNodeRunsNothing) {
  const v1::NodeStatus node =
      ParseEncoded("5", R"({"node_id":5,"status":"down","coprocessors":{"a":{"input_topics":["x"]}}})");
  EXPECT_EQ(node.state(), v1::NodeStatus::STATE_DOWN);
  EXPECT_EQ(node.coprocessors_size(), 0);
}

TEST(NodeEncoderTest, OtherStatusKeepsItsText) {
  const v1::NodeStatus node =
      ParseEncoded("5", R"({"node_id":5,"status":"draining","coprocessors":{"a":{"input_topics":["x"]}}})");
  EXPECT_EQ(node.state(), v1::NodeStatus::STATE_OTHER);
  EXPECT_EQ(node.status_text(), "draining");
  EXPECT_EQ(node.coprocessors_size(), 1);
}

TEST(NodeEncoderTest, TimesThatAProtobufCannotHoldAreMilliseconds) {
  constexpr int64_t kLastMs = 253'402'300'799'999;
  constexpr int64_t kFirstMs = -62'135'596'800'000;
  for (const int64_t outside : {kLastMs + 1, kFirstMs - 1, std::numeric_limits<int64_t>::max()}) {
    const v1::NodeStatus node = ParseEncoded("5", kValue, outside);
    EXPECT_FALSE(node.has_publish_time()) << outside;
    EXPECT_EQ(node.raw_timestamp_ms(), outside);
  }
  EXPECT_FALSE(ParseEncoded("5", kValue, topic::kNoTimestamp).has_publish_time());
  EXPECT_FALSE(ParseEncoded("5", kValue, topic::kNoTimestamp).has_raw_timestamp_ms());
  EXPECT_EQ(ParseEncoded("5", "no JSON", kLastMs + 1).raw_timestamp_ms(), kLastMs + 1);
  EXPECT_FALSE(ParseEncoded("5", kValue, kLastMs).has_raw_timestamp_ms());
  const v1::NodeStatus last = ParseEncoded("5", kValue, kLastMs);
  EXPECT_EQ(last.publish_time().seconds(), 253'402'300'799);
  EXPECT_EQ(last.publish_time().nanos(), 999'000'000);
  EXPECT_EQ(ParseEncoded("5", kValue, kFirstMs).publish_time().seconds(), -62'135'596'800);
  const v1::NodeStatus early = ParseEncoded("5", kValue, -1500);
  EXPECT_EQ(early.publish_time().seconds(), -2);
  EXPECT_EQ(early.publish_time().nanos(), 500'000'000);
}

TEST(NodeEncoderTest, StaleAfterTimeIsLeftOutWhereNothingSaysIt) {
  const std::string without_lease = R"({"node_id":5,"status":"up","coprocessors":{},"reason":"r"})";
  EXPECT_FALSE(ParseEncoded("5", without_lease).has_stale_after_time());
  EXPECT_FALSE(ParseEncoded("5", kValue, topic::kNoTimestamp).has_stale_after_time());
  EXPECT_FALSE(ParseEncoded("6", kValue).has_stale_after_time()) << "an invalid node has no lease";
}

TEST(NodeEncoderTest, StaleAfterTimeIsLeftOutWhereAProtobufCannotHoldIt) {
  constexpr int64_t kLeasesMs = 7500;
  constexpr int64_t kYear10000Ms = 253'402'300'800'000;
  constexpr int64_t kYear1Ms = -62'135'596'800'000;
  EXPECT_FALSE(ParseEncoded("5", kValue, kYear10000Ms - kLeasesMs).has_stale_after_time());
  const v1::NodeStatus last = ParseEncoded("5", kValue, kYear10000Ms - kLeasesMs - 1);
  EXPECT_EQ(last.stale_after_time().seconds(), kYear10000Ms / 1000 - 1);
  EXPECT_EQ(last.stale_after_time().nanos(), 999'000'000);
  EXPECT_FALSE(ParseEncoded("5", kValue, kYear1Ms - kLeasesMs - 1).has_stale_after_time());
  const v1::NodeStatus first = ParseEncoded("5", kValue, kYear1Ms - kLeasesMs);
  EXPECT_EQ(first.stale_after_time().seconds(), kYear1Ms / 1000);
  EXPECT_FALSE(first.has_publish_time()) << "the sum may fit where the time does not";
}

TEST(NodeEncoderTest, ALongReasonCountsTowardsTheSizeOfTheEncoding) {
  const auto with_reason = [](size_t bytes) {
    return absl::StrCat(R"({"node_id":5,"status":"up","coprocessors":{},"reason":")", std::string(bytes, '\xff'),
                        "\"}");
  };
  EXPECT_EQ(ParseEncoded("5", with_reason(topic::kMaxValueBytes / 4)).reason().size(), 3 * topic::kMaxValueBytes / 4);
  EXPECT_EQ(ProblemOf("5", with_reason(topic::kMaxValueBytes / 2)), v1::Problem::CODE_TOO_LARGE);
}

TEST(NodeEncoderTest, EveryProblemOfARecordHasItsCode) {
  EXPECT_EQ(ProblemOf("5", "nonsense"), v1::Problem::CODE_BAD_JSON);
  EXPECT_EQ(ProblemOf("5", R"({"node_id":5,"status":7,"coprocessors":{}})"), v1::Problem::CODE_WRONG_TYPE);
  EXPECT_EQ(ProblemOf("5", R"({"node_id":3000000000,"status":"up","coprocessors":{}})"),
            v1::Problem::CODE_NODE_ID_OUT_OF_RANGE);
  EXPECT_EQ(ProblemOf("6", kValue), v1::Problem::CODE_KEY_MISMATCH);
  EXPECT_EQ(ProblemOf("5", std::string(topic::kMaxValueBytes + 1, ' ')), v1::Problem::CODE_TOO_LARGE);
}

TEST(NodeEncoderTest, AnInvalidRecordIsKeptUnlessItIsTooLarge) {
  EXPECT_EQ(Encode("5", "nonsense")->value(), "nonsense");
  const EncodedNodePtr node = Encode("5", std::string(topic::kMaxValueBytes + 1, ' '));
  EXPECT_EQ(node->key(), "5");
  EXPECT_EQ(node->value(), "");
}

TEST(NodeEncoderTest, NodeWhoseEncodingIsTooLargeIsInvalid) {
  // Each byte that is not UTF-8 becomes the three of U+FFFD.
  const std::string description(topic::kMaxValueBytes / 2, '\xff');
  const std::string value = absl::StrCat(
      R"({"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":[],"description":")", description, "\"}}}");
  EXPECT_EQ(ProblemOf("5", value), v1::Problem::CODE_TOO_LARGE);
  const EncodedNodePtr node = Encode("5", value);
  EXPECT_EQ(node->state, v1::NodeStatus::STATE_INVALID);
  EXPECT_EQ(node->value(), "");
  EXPECT_LT(node->field().size(), 1000u);
}

TEST(NodeEncoderTest, TheProblemOfAKeyThatIsNoNodeIdShowsTheStartOfTheKey) {
  const v1::Problem problem = InvalidKeyProblem(std::string(1000, 'k'), 9);
  EXPECT_EQ(problem.code(), v1::Problem::CODE_BAD_KEY);
  EXPECT_EQ(problem.offset(), 9);
  EXPECT_EQ(problem.key(), std::string(kMaxProblemKeyBytes, 'k'));
  EXPECT_LT(problem.message().size(), 200u);
  EXPECT_EQ(InvalidKeyProblem("\xff\n", 9).message().find_first_of("\xff\n"), std::string::npos);
}

TEST(NodeEncoderDeathTest, ATombstoneOrALongKeyIsABug) {
  const topic::DecodedRecord decoded = topic::DecodeRecord(topic::ReadKey("5"), kValue);
  const auto ends_as_bug = ::testing::ExitedWithCode(kExitBug);
  EXPECT_EXIT(EncodeNode({7, 0, "5", std::nullopt}, decoded, 1), ends_as_bug, "has_value");
  EXPECT_EXIT(EncodeNode({7, 0, "a key that no node has", kValue}, decoded, 1), ends_as_bug, "kMaxNodeKeyBytes");
}

}  // namespace
}  // namespace rollcall::encoding
