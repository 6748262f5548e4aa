// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher.h"

#include <utility>

#include "base/deadline.h"
#include "topic/record/key.h"
#include "topic/record/record_decoder.h"

namespace rollcall::agent {
namespace {

std::string KeyOf(int32_t node_id, KeyEncoding encoding) {
  return encoding == KeyEncoding::kBinary ? topic::BinaryKey(node_id) : topic::DecimalKey(node_id);
}

}  // namespace

absl::StatusOr<int64_t> Publisher::Publish(const NodeValue& value, KeyEncoding encoding, const Deadline& deadline) {
  if (absl::Status status = sink_.CheckTopic(deadline); !status.ok()) return status;
  return sink_.Append({.key = KeyOf(value.node_id, encoding), .value = value.json}, deadline);
}

RetireResult Publisher::Retire(int32_t node_id, const Deadline& deadline) {
  RetireResult result;
  result.status = sink_.CheckTopic(deadline);
  for (const KeyEncoding encoding : {KeyEncoding::kDecimal, KeyEncoding::kBinary}) {
    if (!result.status.ok()) break;
    result.status = RetireKey(node_id, encoding, deadline, result);
  }
  return result;
}

absl::Status Publisher::RetireKey(int32_t node_id, KeyEncoding encoding, const Deadline& deadline,
                                  RetireResult& result) {
  const std::string key = KeyOf(node_id, encoding);
  const topic::KeyIds ids = topic::ReadKey(key);
  if (ids.IsAmbiguous()) {
    const absl::StatusOr<std::optional<std::string>> value = lookup_.LatestValue(key, deadline);
    if (!value.ok()) return value.status();
    if (!value->has_value()) return absl::OkStatus();
    const int32_t current_node_id = topic::DecodeRecord(ids, **value).node_id;
    if (current_node_id != node_id) {
      result.kept.push_back({.encoding = encoding, .key = key, .other_node_id = current_node_id});
      return absl::OkStatus();
    }
  }
  const absl::StatusOr<int64_t> offset = sink_.Append({.key = key, .value = std::nullopt}, deadline);
  if (!offset.ok()) return offset.status();
  result.tombstones.push_back({.encoding = encoding, .offset = *offset});
  return absl::OkStatus();
}

}  // namespace rollcall::agent
