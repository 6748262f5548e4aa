// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/node_encoder.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "server/encoding/fresh_period.h"
#include "server/encoding/proto_time.h"
#include "server/encoding/protobuf_wire.h"

namespace rollcall::encoding {
namespace {

constexpr size_t kMaxKeyBytesInMessage = 64;

v1::Problem::Code ToProto(topic::ProblemCode code) {
  switch (code) {
    case topic::ProblemCode::kBadJson:
      return v1::Problem::CODE_BAD_JSON;
    case topic::ProblemCode::kWrongType:
      return v1::Problem::CODE_WRONG_TYPE;
    case topic::ProblemCode::kNodeIdOutOfRange:
      return v1::Problem::CODE_NODE_ID_OUT_OF_RANGE;
    case topic::ProblemCode::kKeyMismatch:
      return v1::Problem::CODE_KEY_MISMATCH;
    case topic::ProblemCode::kBadKey:
      return v1::Problem::CODE_BAD_KEY;
    case topic::ProblemCode::kTooLarge:
      return v1::Problem::CODE_TOO_LARGE;
  }
  return v1::Problem::CODE_UNSPECIFIED;
}

v1::NodeStatus::State ToState(const std::string& status) {
  if (status == "up") return v1::NodeStatus::STATE_UP;
  if (status == "down") return v1::NodeStatus::STATE_DOWN;
  return v1::NodeStatus::STATE_OTHER;
}

// The parts of a NodeStatus in the order in which EncodedNode::field holds them.
struct Parts {
  v1::NodeStatus head;
  std::string rows;
  v1::NodeStatus tail;

  size_t Size() const { return head.ByteSizeLong() + rows.size() + tail.ByteSizeLong(); }
};

void AddRows(const topic::Status& status, std::string& rows) {
  v1::Coprocessor row;
  std::string bytes;
  for (const topic::Coprocessor& coprocessor : status.coprocessors) {
    row.Clear();
    row.set_name(coprocessor.name);
    row.set_node_id(status.node_id);
    for (const std::string& input_topic : coprocessor.input_topics) row.add_input_topics(input_topic);
    row.set_description(coprocessor.description);
    row.set_state_text(coprocessor.state);
    row.SerializeToString(&bytes);
    AppendField(v1::NodeStatus::kCoprocessorsFieldNumber, bytes, rows);
  }
}

// One of two fields holds the time, so that a client that is sent the raw bytes can compute the fingerprint.
void SetPublishTime(int64_t timestamp_ms, Parts& parts) {
  if (timestamp_ms == topic::kNoTimestamp) return;
  const absl::Time published = absl::FromUnixMillis(timestamp_ms);
  if (FitsTimestamp(published)) {
    SetTimestamp(published, *parts.head.mutable_publish_time());
  } else {
    parts.tail.set_raw_timestamp_ms(timestamp_ms);
  }
}

Parts CommonParts(const topic::RecordView& record, int32_t node_id, uint64_t fingerprint) {
  Parts parts;
  parts.head.set_node_id(node_id);
  parts.head.set_revision(record.offset);
  SetPublishTime(record.timestamp_ms, parts);
  parts.tail.set_fingerprint(fingerprint);
  return parts;
}

Parts UsableParts(const topic::RecordView& record, const topic::Status& status, uint64_t fingerprint) {
  Parts parts = CommonParts(record, status.node_id, fingerprint);
  parts.head.set_state(ToState(status.status));
  parts.head.set_status_text(status.status);
  // The decoder has already dropped what a node that is down lists.
  CHECK(parts.head.state() != v1::NodeStatus::STATE_DOWN || status.coprocessors.empty());
  AddRows(status, parts.rows);
  if (status.lease.has_value()) SetDuration(*status.lease, *parts.tail.mutable_lease());
  parts.tail.set_publisher_instance(status.instance);
  parts.tail.set_reason(status.reason);
  const absl::Time stale_after = FreshPeriodOf(record.timestamp_ms, status.lease).end;
  if (FitsTimestamp(stale_after)) SetTimestamp(stale_after, *parts.tail.mutable_stale_after_time());
  return parts;
}

Parts InvalidParts(const topic::RecordView& record, int32_t node_id, const topic::Problem& problem,
                   uint64_t fingerprint) {
  Parts parts = CommonParts(record, node_id, fingerprint);
  parts.head.set_state(v1::NodeStatus::STATE_INVALID);
  v1::Problem& out = *parts.head.mutable_problem();
  out.set_code(ToProto(problem.code));
  out.set_message(problem.message);
  out.set_offset(record.offset);
  out.set_key(std::string(record.key->substr(0, kMaxProblemKeyBytes)));
  return parts;
}

Parts ToParts(const topic::RecordView& record, const topic::DecodedRecord& decoded, uint64_t fingerprint) {
  if (const auto* problem = std::get_if<topic::Problem>(&decoded.content)) {
    return InvalidParts(record, decoded.node_id, *problem, fingerprint);
  }
  Parts parts = UsableParts(record, std::get<topic::Status>(decoded.content), fingerprint);
  const size_t size = parts.Size();
  if (size <= topic::kMaxValueBytes) return parts;
  const topic::Problem too_large{
      topic::ProblemCode::kTooLarge,
      absl::StrCat("the status takes ", size, " bytes in the API's encoding, more than ", topic::kMaxValueBytes)};
  return InvalidParts(record, decoded.node_id, too_large, fingerprint);
}

void JoinBytes(std::string_view key, std::string_view value, const Parts& parts, EncodedNode& node) {
  CHECK_LE(key.size(), kMaxNodeKeyBytes);
  CHECK_LE(value.size(), topic::kMaxValueBytes);
  const size_t size = parts.Size();
  node.key_size = static_cast<uint8_t>(key.size());
  node.prefix_size = static_cast<uint8_t>(1 + VarintSize(size));
  const size_t total_size = key.size() + value.size() + node.prefix_size + size;
  CHECK_LE(total_size, std::numeric_limits<uint32_t>::max());
  node.bytes.reserve(total_size);
  node.bytes.append(key).append(value);
  node.field_begin = static_cast<uint32_t>(node.bytes.size());
  node.bytes.push_back(LengthDelimitedTag(v1::ListNodesResponse::kNodesFieldNumber));
  AppendVarint(size, node.bytes);
  parts.head.AppendToString(&node.bytes);
  node.rows_begin = static_cast<uint32_t>(node.bytes.size());
  node.bytes += parts.rows;
  node.rows_end = static_cast<uint32_t>(node.bytes.size());
  parts.tail.AppendToString(&node.bytes);
  CHECK_EQ(node.bytes.size(), total_size);
}

}  // namespace

static_assert(int{v1::ListNodesResponse::kNodesFieldNumber} == int{v1::WatchStatusResponse::kUpdatedFieldNumber},
              "lists and watches share the bytes of a node");

EncodedNodePtr EncodeNode(const topic::RecordView& record, const topic::DecodedRecord& decoded, uint64_t fingerprint) {
  CHECK(record.key.has_value() && record.value.has_value());
  const Parts parts = ToParts(record, decoded, fingerprint);
  auto node = std::make_shared<EncodedNode>();
  node->node_id = decoded.node_id;
  node->offset = record.offset;
  node->fingerprint = fingerprint;
  node->state = parts.head.state();
  const bool is_too_large = parts.head.problem().code() == v1::Problem::CODE_TOO_LARGE;
  JoinBytes(*record.key, is_too_large ? std::string_view() : *record.value, parts, *node);
  return node;
}

v1::Problem InvalidKeyProblem(std::string_view key, int64_t offset) {
  v1::Problem problem;
  problem.set_code(v1::Problem::CODE_BAD_KEY);
  problem.set_message(
      absl::StrCat("the key \"", absl::CHexEscape(AbslView(key.substr(0, kMaxKeyBytesInMessage))),
                   "\" is no node id: expected 4 bytes little-endian or a decimal number within int32"));
  problem.set_offset(offset);
  problem.set_key(std::string(key.substr(0, kMaxProblemKeyBytes)));
  return problem;
}

}  // namespace rollcall::encoding
