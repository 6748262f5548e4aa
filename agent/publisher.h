// SPDX-License-Identifier: Apache-2.0
// Publishes a node's status, and takes it back.
//
// The Publisher decides what is written under which keys; it talks to Kafka through two small interfaces.
// kafka_producer.h and kafka_topic_reader.h implement them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/node_value.h"

namespace rollcall::agent {

// How a node id becomes a key; topic/record/key.h says how each is written.
enum class KeyEncoding { kBinary, kDecimal };

struct Record {
  std::string key;
  std::optional<std::string> value;  // nullopt: a tombstone
};

// Where records go.
class RecordSink {
 public:
  virtual ~RecordSink() = default;

  // Whether the topic can be published to: NOT_FOUND, FAILED_PRECONDITION (partitions, policy) or UNAVAILABLE where
  // not.
  virtual absl::Status CheckTopic(absl::Time deadline) = 0;

  // Appends and waits for the acknowledgement of all in-sync replicas. Returns the record's offset. UNAVAILABLE when
  // the deadline passes first; the message says whether the record may be written all the same.
  virtual absl::StatusOr<int64_t> Append(const Record& record, absl::Time deadline) = 0;
};

// Looks into the topic.
class RecordLookup {
 public:
  virtual ~RecordLookup() = default;

  // The value of the newest record under `key`; nullopt where there is none or it is a tombstone. May read the whole
  // topic.
  virtual absl::StatusOr<std::optional<std::string>> LatestValue(const std::string& key, absl::Time deadline) = 0;
};

struct Tombstone {
  KeyEncoding encoding;
  int64_t offset;
};

// A key that was left as it is because what lives under it is another node's.
struct KeptKey {
  KeyEncoding encoding;
  std::string key;
  int32_t other_node_id;
};

struct RetireResult {
  std::vector<Tombstone> tombstones;  // acknowledged, also where `status` is an error
  std::vector<KeptKey> kept;
  absl::Status status;
};

// Borrows sink and lookup. Not thread-safe.
class Publisher {
 public:
  Publisher(RecordSink& sink, RecordLookup& lookup) : sink_(sink), lookup_(lookup) {}

  // Checks the topic, appends, and returns the acknowledged offset. Errors as in RecordSink.
  absl::StatusOr<int64_t> Publish(const NodeValue& value, KeyEncoding encoding, absl::Time deadline);

  // Writes a tombstone under each key that can mean the node, the decimal one first: statuses are published under
  // binary keys by default, so the other is the older one, and readers never see it come back for a moment.
  //
  // A key of four bytes that is also decimal belongs to two nodes ("1234" is node 1234 in decimal and node 875770417 in
  // binary). A tombstone there would remove whichever of them lives under it. So such a key is looked up first: it gets
  // a tombstone only if its newest record is of this node; if it is of the other one the key is kept and reported, if
  // there is none nothing is to do.
  RetireResult Retire(int32_t node_id, absl::Time deadline);

 private:
  absl::Status RetireKey(int32_t node_id, KeyEncoding encoding, absl::Time deadline, RetireResult& result);

  RecordSink& sink_;
  RecordLookup& lookup_;
};

}  // namespace rollcall::agent
