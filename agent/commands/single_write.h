// SPDX-License-Identifier: Apache-2.0
// Publishes a node's status once, and removes a node: decides what is written under which keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/publisher/node_value.h"
#include "agent/publisher/record_topic.h"
#include "base/deadline.h"
#include "rollcall/instant.h"
#include "topic/record/key.h"

namespace rollcall::agent {

struct Tombstone {
  KeyFormat format;
  int64_t offset;
};

// A key that was left as it is, because its newest record is another node's.
struct KeptKey {
  KeyFormat format;
  std::string key;
  int32_t other_node_id;
};

struct RetireResult {
  std::vector<Tombstone> tombstones;  // acknowledged, even if `status` is an error
  std::vector<KeptKey> kept;
  std::optional<int64_t> retired_before;  // the offset of the node's last tombstone, if it was retired already
  absl::Status status;
};

// kForce neither looks whether the node is there nor whether its publisher seems to be alive.
enum class RetireMode { kCheck, kForce };

// Does not own sink and lookup, which must outlive it. Not thread-safe.
class SingleWriter {
 public:
  SingleWriter(RecordSink& sink, RecordLookup& lookup) : sink_(sink), lookup_(lookup) {}

  // Checks the topic, appends the status, and returns the acknowledged offset. Errors as in RecordSink.
  absl::StatusOr<int64_t> Publish(const NodeValue& value, KeyFormat format, const Deadline& deadline);

  // Writes a tombstone under each key that can mean the node, the decimal key first. Statuses are published under
  // binary keys by default, so a record under the decimal key is usually older. If the binary key were removed first,
  // readers would show that older record for a moment.
  //
  // A key of four bytes that is also decimal belongs to two nodes ("1234" is node 1234 in decimal and node 875770417 in
  // binary). A tombstone would remove either of them. So such a key is looked up first. It gets a tombstone only if its
  // newest record is from this node. If that record is from the other node, the key is kept and reported. If there is
  // no record, there is nothing to do.
  //
  // kCheck writes nothing to a node that has no live record. If it was retired before, that is no error; otherwise it
  // is NOT_FOUND. It also writes nothing if the node seems to be alive: errors as in CheckRetirable (retire_check.h).
  RetireResult Retire(int32_t node_id, RetireMode mode, Instant now, const Deadline& deadline);

 private:
  // A key that can mean the node, and the newest record under it, if it was looked up.
  struct NodeKey {
    KeyFormat format;
    std::string key;
    topic::KeyIds ids;
    std::optional<FoundRecord> found;
    bool IsLive() const { return found.has_value() && found->value.has_value(); }
  };

  absl::Status LookUp(RetireMode mode, const Deadline& deadline, std::vector<NodeKey>& keys);
  // Removes the keys that get no tombstone.
  static void KeepForeignKeys(int32_t node_id, std::vector<NodeKey>& keys, RetireResult& result);
  static absl::Status CheckNode(int32_t node_id, const std::vector<NodeKey>& keys, Instant now, RetireResult& result);

  RecordSink& sink_;
  RecordLookup& lookup_;
};

}  // namespace rollcall::agent
