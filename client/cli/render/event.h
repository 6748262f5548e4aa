// SPDX-License-Identifier: Apache-2.0
// What a watch tells a reader, apart from how it is written.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "client/lib/watch/fold.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct SnapshotEvent {
  v1::SnapshotStarted::Reason reason;
};
struct NodeEvent {
  v1::NodeStatus node;
  v1::NodeStatus before;  // default where change is kNew
  client::AppliedMessage::Change change;
};
struct RemovedEvent {
  v1::RemovedNode removed;
};
struct SyncedEvent {
  v1::Header header;  // its digest was checked and matched
};
struct SourceEvent {
  v1::Header header;
};
struct ResumedEvent {
  std::string server;
  absl::Time lost_time;
  absl::Time resumed_time;
};
using Event = std::variant<SnapshotEvent, NodeEvent, RemovedEvent, SyncedEvent, SourceEvent, ResumedEvent>;

enum class Republished { kHide, kShow };  // statuses that say the same again
enum class Heartbeats { kHide, kShow };   // checkpoints with nothing shown since the one before

// Picks what is worth telling of each step. For one thread.
class EventFilter {
 public:
  EventFilter(Republished republished, Heartbeats heartbeats) : republished_(republished), heartbeats_(heartbeats) {}
  // `fold` as it is after `step`. The order is that of the API: snapshot, nodes, removed, and at a checkpoint source
  // (where it changed, or is not CURRENT at first) and synced. A checkpoint whose digest differs tells nothing: a
  // snapshot follows it.
  std::vector<Event> Pick(const client::AppliedMessage& step, const client::Fold& fold);
  // The next checkpoint is told even if nothing was shown since the one before.
  void ExpectSync() { shown_since_sync_ = true; }

 private:
  void PickNodes(const client::AppliedMessage& step, const client::Fold& fold, std::vector<Event>& events);
  void PickCheckpoint(const v1::Header& header, std::vector<Event>& events);

  const Republished republished_;
  const Heartbeats heartbeats_;
  bool shown_since_sync_ = true;
  v1::SourceState source_ = v1::SOURCE_STATE_CURRENT;
};

}  // namespace rollcall::cli
