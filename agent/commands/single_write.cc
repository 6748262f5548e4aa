// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/single_write.h"

#include <utility>

#include "base/deadline.h"
#include "topic/record/key.h"
#include "topic/record/record_decoder.h"

namespace rollcall::agent {
absl::StatusOr<int64_t> SingleWriter::Publish(const NodeValue& value, KeyFormat format, const Deadline& deadline) {
  if (absl::Status status = sink_.CheckTopic(deadline); !status.ok()) return status;
  return sink_.Append({.key = KeyOf(value.node_id, format), .value = value.json}, deadline);
}

RetireResult SingleWriter::Retire(int32_t node_id, const Deadline& deadline) {
  RetireResult result;
  result.status = sink_.CheckTopic(deadline);
  for (const KeyFormat format : {KeyFormat::kDecimal, KeyFormat::kBinary}) {
    if (!result.status.ok()) break;
    result.status = RetireKey(node_id, format, deadline, result);
  }
  return result;
}

absl::Status SingleWriter::RetireKey(int32_t node_id, KeyFormat format, const Deadline& deadline,
                                     RetireResult& result) {
  const std::string key = KeyOf(node_id, format);
  const topic::KeyIds ids = topic::ReadKey(key);
  if (ids.IsAmbiguous()) {
    const absl::StatusOr<std::optional<std::string>> value = lookup_.LatestValue(key, deadline);
    if (!value.ok()) return value.status();
    if (!value->has_value()) return absl::OkStatus();
    const int32_t current_node_id = topic::DecodeRecord(ids, **value).node_id;
    if (current_node_id != node_id) {
      result.kept.push_back({.format = format, .key = key, .other_node_id = current_node_id});
      return absl::OkStatus();
    }
  }
  const absl::StatusOr<int64_t> offset = sink_.Append({.key = key, .value = std::nullopt}, deadline);
  if (!offset.ok()) return offset.status();
  result.tombstones.push_back({.format = format, .offset = *offset});
  return absl::OkStatus();
}

}  // namespace rollcall::agent
