// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event.h"

#include <utility>

#include "rollcall/client/node.h"

namespace rollcall::cli {

void EventFilter::SelectEvents(const client::ViewStep& step, const client::ClusterView& view, const ShowEvent& show) {
  const ShowEvent show_change = [&](const Event& event) {
    has_shown_since_synced_ = true;
    show(event);
  };
  if (step.snapshot.has_value()) {
    stale_.clear();
    show_change(SnapshotEvent{*step.snapshot});
  }
  SelectNodeEvents(step, show_change);
  SelectRemovedEvents(step, show_change);
  if (step.digest != client::ViewStep::Digest::kMatches) return;
  SelectSourceEvents(step.header, show);
  SelectStaleNodes(view, show);
  if (has_shown_since_synced_ || heartbeats_ == Heartbeats::kShow) show(SyncedEvent{step.header});
  has_shown_since_synced_ = false;
}

// Whoever reads the events forgets all nodes with a snapshot, so each of its nodes is new.
void EventFilter::SelectNodeEvents(const client::ViewStep& step, const ShowEvent& show) {
  for (const client::NodeChange& change : step.changes) {
    if (change.kind == client::NodeChange::Kind::kRemoved) continue;
    if (step.snapshot.has_value()) {
      show(NodeEvent{*change.after, {}, client::NodeChange::Kind::kAdded});
    } else if (change.kind != client::NodeChange::Kind::kRepublished || republished_ == Republished::kShow) {
      show(NodeEvent{*change.after, change.before, change.kind});
    }
  }
}

void EventFilter::SelectRemovedEvents(const client::ViewStep& step, const ShowEvent& show) {
  for (const client::NodeChange& change : step.changes) {
    if (change.kind != client::NodeChange::Kind::kRemoved) continue;
    stale_.erase(change.node_id());
    show(RemovedEvent{change.removed, change.before});
  }
}

void EventFilter::SelectSourceEvents(const v1::Header& header, const ShowEvent& show) {
  const v1::SourceState before = std::exchange(source_state_, header.source_state());
  if (before == source_state_) return;
  show(SourceEvent{header});
  if (before == v1::SOURCE_STATE_CURRENT) show(StaleEvent{std::nullopt, header});
  if (source_state_ == v1::SOURCE_STATE_CURRENT) show(FreshEvent{std::nullopt, header});
}

void EventFilter::SelectStaleNodes(const client::ClusterView& view, const ShowEvent& show) {
  for (const auto& [id, node] : view.nodes()) {
    const bool is_stale = client::IsStale(node, view.header());
    if (is_stale == stale_.contains(id)) continue;
    if (is_stale) {
      stale_.insert(id);
      show(StaleEvent{node, view.header()});
    } else {
      stale_.erase(id);
      show(FreshEvent{node, view.header()});
    }
  }
}

}  // namespace rollcall::cli
