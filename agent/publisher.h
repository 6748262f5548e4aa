// SPDX-License-Identifier: Apache-2.0
// Publishes a node's status, and removes a node.
//
// The Publisher decides what is written under which keys. It uses Kafka through two small interfaces, which
// kafka_producer.h and kafka_topic_reader.h implement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/node_value.h"
#include "base/deadline.h"

namespace rollcall::agent {

// How a node id is encoded as a key; topic/record/key.h defines both encodings.
enum class KeyEncoding { kBinary, kDecimal };

struct Record {
  std::string key;
  std::optional<std::string> value;  // nullopt: a tombstone
};

// Appends records to the topic.
class RecordSink {
 public:
  virtual ~RecordSink() = default;

  // OK if statuses can be published to the topic. Otherwise NOT_FOUND, FAILED_PRECONDITION (partitions, policy) or
  // UNAVAILABLE.
  virtual absl::Status CheckTopic(const Deadline& deadline) = 0;

  // Appends the record and waits until all in-sync replicas have acknowledged it. Returns the record's offset.
  // UNAVAILABLE if the deadline passes first; the message says whether the record may be written nevertheless.
  virtual absl::StatusOr<int64_t> Append(const Record& record, const Deadline& deadline) = 0;
};

// Looks up records in the topic.
class RecordLookup {
 public:
  virtual ~RecordLookup() = default;

  // The value of the newest record under `key`; nullopt if there is none or it is a tombstone. May read the whole
  // topic.
  virtual absl::StatusOr<std::optional<std::string>> LatestValue(const std::string& key, const Deadline& deadline) = 0;
};

struct Tombstone {
  KeyEncoding encoding;
  int64_t offset;
};

// A key that was left as it is, because its newest record is another node's.
struct KeptKey {
  KeyEncoding encoding;
  std::string key;
  int32_t other_node_id;
};

struct RetireResult {
  std::vector<Tombstone> tombstones;  // acknowledged, even if `status` is an error
  std::vector<KeptKey> kept;
  absl::Status status;
};

// Does not own sink and lookup, which must outlive it. Not thread-safe.
class Publisher {
 public:
  Publisher(RecordSink& sink, RecordLookup& lookup) : sink_(sink), lookup_(lookup) {}

  // Checks the topic, appends the status, and returns the acknowledged offset. Errors as in RecordSink.
  absl::StatusOr<int64_t> Publish(const NodeValue& value, KeyEncoding encoding, const Deadline& deadline);

  // Writes a tombstone under each key that can mean the node, the decimal key first. Statuses are published under
  // binary keys by default, so a record under the decimal key is usually older. If the binary key were removed first,
  // readers would show that older record for a moment.
  //
  // A key of four bytes that is also decimal belongs to two nodes ("1234" is node 1234 in decimal and node 875770417 in
  // binary). A tombstone would remove either of them. So such a key is looked up first. It gets a tombstone only if its
  // newest record is from this node. If that record is from the other node, the key is kept and reported. If there is
  // no record, there is nothing to do.
  RetireResult Retire(int32_t node_id, const Deadline& deadline);

 private:
  absl::Status RetireKey(int32_t node_id, KeyEncoding encoding, const Deadline& deadline, RetireResult& result);

  RecordSink& sink_;
  RecordLookup& lookup_;
};

}  // namespace rollcall::agent
