// SPDX-License-Identifier: Apache-2.0
// Publishes the statuses of nodes, and keeps them on the topic: connects NodePublication (what is published, and when)
// with Kafka.
//
// One thread appends, one record at a time, and waits for its acknowledgment. Another one reads the topic, so that a
// record of somebody else under a node's key is noticed. Both go on while brokers are away, and replace a Kafka client
// that cannot go on (a fatal error) by a new one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/publisher/node_publication.h"
#include "base/deadline.h"
#include "rollcall/instant.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::agent {

// What happens to a PublisherLoop. All functions are called by its thread, one at a time, without a lock. They may call
// Set, SetDown and Retire of the loop, and nothing else of it.
class PublisherObserver {
 public:
  virtual ~PublisherObserver() = default;
  // A record is acknowledged. Its offset can be used as min_revision.
  virtual void OnPublished(int32_t /*node_id*/, int64_t /*offset*/, NodePublication::Cause /*cause*/) {}
  // An attempt failed, or the topic cannot be used; the loop goes on trying.
  virtual void OnFailure(const absl::Status& /*error*/) {}
  // A newer publisher, with this instance, publishes for the node. This one publishes nothing for it any more.
  virtual void OnYielded(int32_t /*node_id*/, const std::string& /*by*/, int64_t /*offset*/) {}
  // The newer publisher has fallen silent. This one publishes again.
  virtual void OnTookOver(int32_t /*node_id*/) {}
  // Somebody else wrote a record for the node, or removed it. `by` is the record's instance, or empty. The status is
  // published again.
  virtual void OnOverwritten(int32_t /*node_id*/, const std::string& /*by*/, int64_t /*offset*/) {}
};

struct PublisherLoopOptions {
  topic::KafkaOptions kafka;
  std::string topic;
  std::string client_id;  // brokers show it
  std::string kind;       // of the instance (instance.h)
  PublicationOptions publication;
};

// What is known about a node's publication now.
struct PublicationStatus {
  int32_t node_id = 0;
  bool is_settled = false;  // NodePublication::IsSettled
  bool has_yielded = false;
  std::optional<Instant> lease_end;
  Instant renewal_due = Instant::InfiniteFuture();  // NodePublication::RenewalDue
  std::optional<Instant> last_ack;
  int64_t last_offset = -1;  // of the last acknowledged record
};

// Thread-safe.
class PublisherLoop {
 public:
  // Starts the threads. `observer` must outlive the loop. INVALID_ARGUMENT for properties that do not fit together;
  // whether a broker can be reached shows later, at OnFailure.
  static absl::StatusOr<std::unique_ptr<PublisherLoop>> Start(const PublisherLoopOptions& options,
                                                              PublisherObserver& observer);
  virtual ~PublisherLoop() = default;  // ends the threads; publishes nothing more

  // The status that the topic should show for the node. `content` as NodePublication::Set takes it. Returns at once.
  virtual void Set(int32_t node_id, std::string content) = 0;
  // The node should be gone from the topic.
  virtual void Retire(int32_t node_id) = 0;
  // Nobody knows any more whether the status that was set is true: it gets no proof of life until Set or Retire is
  // called again (NodePublication::StopRenewing). Does nothing for a node that was never set.
  virtual void StopRenewing(int32_t node_id) = 0;
  // Waits until every node is settled. Returns false if the deadline passes first.
  virtual bool Flush(const Deadline& deadline) = 0;
  virtual std::vector<PublicationStatus> Statuses() const = 0;
};

}  // namespace rollcall::agent
