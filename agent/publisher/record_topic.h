// SPDX-License-Identifier: Apache-2.0
// The status topic as the node's side uses it: append a record, look one up.
//
// kafka_producer.h and kafka_topic_reader.h implement these interfaces on Kafka; tests have a topic in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/deadline.h"

namespace rollcall::agent {

// How a node id is encoded as a key; topic/record/key.h defines both.
enum class KeyFormat { kBinary, kDecimal };

std::string KeyOf(int32_t node_id, KeyFormat format);

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

// The newest record under a key.
struct FoundRecord {
  int64_t offset = 0;
  std::optional<absl::Time> time;    // nullopt: the record has none
  std::optional<std::string> value;  // nullopt: a tombstone
};

// Looks up records in the topic.
class RecordLookup {
 public:
  virtual ~RecordLookup() = default;

  // The newest record under each of `keys`, in their order; nullopt if the topic has none. Reads the whole topic once.
  virtual absl::StatusOr<std::vector<std::optional<FoundRecord>>> Latest(const std::vector<std::string>& keys,
                                                                         const Deadline& deadline) = 0;
};

}  // namespace rollcall::agent
