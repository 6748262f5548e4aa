// SPDX-License-Identifier: Apache-2.0
// The events of a watch that are shown, in a form that does not depend on the output format.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "absl/time/time.h"
#include "rollcall/client/cluster_view.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct SnapshotEvent {
  v1::SnapshotStarted::Reason reason;
};
struct NodeEvent {
  v1::NodeStatus node;
  v1::NodeStatus before;            // default if `change` is kAdded
  client::NodeChange::Kind change;  // kAdded, kChanged or kRepublished
};
struct RemovedEvent {
  v1::RemovedNode removed;
  v1::NodeStatus before;
};
// At the start: a node that is not up, and of which the filter shows no row. What a node that is down would run, nobody
// knows.
struct HiddenEvent {
  v1::NodeStatus node;
};
struct SyncedEvent {
  v1::Header header;  // its digest has been checked and matches
};
struct SourceEvent {
  v1::Header header;
};
// What is shown may be old now: of this node, which has broken its promise to publish, or of all nodes (nullopt),
// because the source is not current any longer.
struct StaleEvent {
  std::optional<v1::NodeStatus> node;
  v1::Header header;
};
// The opposite, after a StaleEvent: the node keeps its promise again, or the source is current again.
struct FreshEvent {
  std::optional<v1::NodeStatus> node;
  v1::Header header;
};
struct LostEvent {
  std::string server;
  std::string error;
  absl::Time lost_time;
};
struct ResumedEvent {
  std::string server;
  absl::Time lost_time;
  absl::Time resumed_time;
};
using Event = std::variant<SnapshotEvent, NodeEvent, RemovedEvent, SyncedEvent, SourceEvent, ResumedEvent, StaleEvent,
                           FreshEvent, LostEvent, HiddenEvent>;
using ShowEvent = std::function<void(const Event&)>;

enum class Republished { kHide, kShow };  // statuses that were published again without a change
enum class Heartbeats { kHide, kShow };   // checkpoints with nothing shown since the one before

// Selects the events to show for each message. For one thread.
class EventFilter {
 public:
  EventFilter(Republished republished, Heartbeats heartbeats) : republished_(republished), heartbeats_(heartbeats) {}
  // Calls `show` with each event of a message that `view` has already folded: none, unless it has a checkpoint whose
  // digest matches. Then they come in the order of the API: snapshot, nodes, removed nodes. After them come the source
  // (if its state changed, or is not CURRENT at first), what has become stale or fresh, and synced.
  void SelectEvents(const client::ViewStep& step, const client::ClusterView& view, const ShowEvent& show);
  // Makes the next checkpoint give a synced event even if nothing was shown since the one before.
  void ShowNextSynced() { has_shown_since_synced_ = true; }

 private:
  void SelectNodeEvents(const client::ViewStep& step, const ShowEvent& show);
  void SelectRemovedEvents(const client::ViewStep& step, const ShowEvent& show);
  void SelectSourceEvents(const v1::Header& header, const ShowEvent& show);
  // A node is stale by the evidence of the newest checkpoint, whether or not anything of it was sent with it.
  void SelectStaleNodes(const client::ClusterView& view, const ShowEvent& show);

  const Republished republished_;
  const Heartbeats heartbeats_;
  bool has_shown_since_synced_ = true;
  v1::SourceState source_state_ = v1::SOURCE_STATE_CURRENT;
  std::set<int32_t> stale_;  // the nodes shown as stale
};

}  // namespace rollcall::cli
