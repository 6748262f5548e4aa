// SPDX-License-Identifier: Apache-2.0
// The publications of several nodes, of which at most one has a record in flight.
//
// Plain code: no threads, no Kafka. Time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/publisher/instance.h"
#include "agent/publisher/node_publication.h"
#include "agent/publisher/publisher_loop.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

// What PublisherObserver is told about a node.
struct PublicationEvent {
  enum class Kind { kYielded, kTookOver, kOverwritten };
  Kind kind;
  int32_t node_id;
  std::string by;  // the instance of the newest record of the node
  int64_t offset;  // of that record
};

class PublicationSet {
 public:
  // Each node begins with `instance`.
  PublicationSet(Instance instance, PublicationOptions options)
      : instance_(std::move(instance)), options_(std::move(options)) {}

  // As in NodePublication. True if the node is a new one: then the topic has to be read from its start, and nothing
  // that was read before counts for the node.
  bool Set(int32_t node_id, std::string content, Instant now);
  bool Retire(int32_t node_id, Instant now);
  // Does nothing for a node that was never set.
  void StopRenewing(int32_t node_id);

  // The nodes take turns.
  std::optional<NodePublication::Append> Next(Instant now);
  // When Next has to be called again if nothing else happens before.
  Instant NextTime(Instant now) const;
  bool NeedsEnd(Instant now) const;
  // The record of the last Next.
  void OnAcked(int64_t offset, Instant now);
  void OnFailed(Instant now);
  // The node of the last Next.
  int32_t node_in_flight() const { return turn_; }

  void OnReplayStarted();
  // False if it is no record of any of the nodes.
  bool OnRecord(const ReadRecord& record, Instant now);
  void OnCaughtUp(int64_t end, Instant asked_at, Instant now);
  // Whether the topic is read: nodes that are added later wait for that before their first record, or do not.
  void SetFollows(bool follows) { options_.follows = follows; }

  // What happened since the last call.
  std::vector<PublicationEvent> TakeEvents();
  bool IsSettled() const;
  std::vector<PublicationStatus> Statuses() const;

 private:
  struct Node {
    explicit Node(NodePublication made) : publication(std::move(made)) {}

    NodePublication publication;
    bool is_followed = false;  // whether a replay has started since it was added
    bool has_yielded = false;
    bool is_overwritten = false;
    std::optional<Instant> last_ack;
    int64_t last_offset = -1;
  };

  Node& NodeOf(int32_t node_id, Instant now);
  Node& InFlight();
  void NoteEvents(Node& node);

  const Instance instance_;
  PublicationOptions options_;
  std::map<int32_t, Node> nodes_;
  std::multimap<std::string, Node*, std::less<>> by_key_;  // each node under its two keys
  int32_t turn_ = 0;                                       // the node that was served last
  std::vector<PublicationEvent> events_;
};

}  // namespace rollcall::agent
