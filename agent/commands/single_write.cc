// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/single_write.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/commands/retire_check.h"
#include "base/check.h"
#include "base/deadline.h"
#include "topic/record/key.h"
#include "topic/record/record_decoder.h"

namespace rollcall::agent {

absl::StatusOr<int64_t> SingleWriter::Publish(const NodeValue& value, KeyFormat format, const Deadline& deadline) {
  if (absl::Status status = sink_.CheckTopic(deadline); !status.ok()) return status;
  return sink_.Append({.key = KeyOf(value.node_id, format), .value = value.json}, deadline);
}

RetireResult SingleWriter::Retire(int32_t node_id, RetireMode mode, Instant now, const Deadline& deadline) {
  RetireResult result;
  std::vector<NodeKey> keys;
  for (const KeyFormat format : {KeyFormat::kDecimal, KeyFormat::kBinary}) {
    const std::string key = KeyOf(node_id, format);
    keys.push_back({.format = format, .key = key, .ids = topic::ReadKey(key), .found = std::nullopt});
  }
  result.status = sink_.CheckTopic(deadline);
  if (result.status.ok()) result.status = LookUp(mode, deadline, keys);
  if (!result.status.ok()) return result;
  KeepForeignKeys(node_id, keys, result);
  if (mode == RetireMode::kCheck) result.status = CheckNode(node_id, keys, now, result);
  if (!result.status.ok() || result.retired_before.has_value()) return result;
  for (const NodeKey& key : keys) {
    if (key.ids.IsAmbiguous() && !key.IsLive()) continue;
    const absl::StatusOr<int64_t> offset = sink_.Append({.key = key.key, .value = std::nullopt}, deadline);
    result.status = offset.status();
    if (!offset.ok()) break;
    result.tombstones.push_back({.format = key.format, .offset = *offset});
  }
  return result;
}

absl::Status SingleWriter::LookUp(RetireMode mode, const Deadline& deadline, std::vector<NodeKey>& keys) {
  std::vector<std::string> wanted;
  std::vector<NodeKey*> owners;
  for (NodeKey& key : keys) {
    if (mode == RetireMode::kForce && !key.ids.IsAmbiguous()) continue;
    wanted.push_back(key.key);
    owners.push_back(&key);
  }
  if (wanted.empty()) return absl::OkStatus();
  absl::StatusOr<std::vector<std::optional<FoundRecord>>> found = lookup_.Latest(wanted, deadline);
  if (!found.ok()) return found.status();
  CHECK_EQ(found->size(), owners.size());
  for (size_t i = 0; i < owners.size(); ++i) owners[i]->found = std::move((*found)[i]);
  return absl::OkStatus();
}

void SingleWriter::KeepForeignKeys(int32_t node_id, std::vector<NodeKey>& keys, RetireResult& result) {
  std::erase_if(keys, [&](const NodeKey& key) {
    if (!key.ids.IsAmbiguous() || !key.IsLive()) return false;
    const int32_t owner = topic::DecodeRecord(key.ids, *key.found->value).node_id;
    if (owner == node_id) return false;
    result.kept.push_back({.format = key.format, .key = key.key, .other_node_id = owner});
    return true;
  });
}

absl::Status SingleWriter::CheckNode(int32_t node_id, const std::vector<NodeKey>& keys, Instant now,
                                     RetireResult& result) {
  const FoundRecord* newest = nullptr;
  std::optional<int64_t> tombstone;
  for (const NodeKey& key : keys) {
    if (!key.found.has_value()) continue;
    // A tombstone under a key of two nodes does not say which of them it removed.
    if (!key.IsLive() && !key.ids.IsAmbiguous()) tombstone = std::max(tombstone.value_or(-1), key.found->offset);
    if (key.IsLive() && (newest == nullptr || key.found->offset > newest->offset)) newest = &*key.found;
  }
  if (newest != nullptr) return CheckRetirable(node_id, *newest, now);
  if (!tombstone.has_value()) {
    return absl::NotFoundError(absl::StrCat("node ", node_id,
                                            " has no record on the topic, so nothing was written; "
                                            "check --node-id and --topic"));
  }
  result.retired_before = tombstone;
  return absl::OkStatus();
}

}  // namespace rollcall::agent
