// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event.h"

namespace rollcall::cli {

std::vector<Event> EventFilter::SelectEvents(const client::AppliedMessage& applied, const client::Fold& fold) {
  std::vector<Event> events;
  if (applied.snapshot.has_value()) events.push_back(SnapshotEvent{*applied.snapshot});
  AppendNodeEvents(applied, fold, events);
  for (const v1::RemovedNode& removed : applied.removed) events.push_back(RemovedEvent{removed});
  if (!events.empty()) has_shown_since_synced_ = true;
  if (applied.digest == client::AppliedMessage::Digest::kMatches) AppendCheckpointEvents(fold.header(), events);
  return events;
}

void EventFilter::AppendNodeEvents(const client::AppliedMessage& applied, const client::Fold& fold,
                                   std::vector<Event>& events) {
  for (const client::AppliedMessage::Updated& updated : applied.updated) {
    if (updated.change == client::AppliedMessage::Change::kRepublished && republished_ == Republished::kHide) continue;
    // A message names a node at most once, either as updated or as removed. A server that breaks this rule must not
    // make the client fail.
    const auto node = fold.nodes().find(updated.node_id);
    if (node != fold.nodes().end()) events.push_back(NodeEvent{node->second, updated.before, updated.change});
  }
}

void EventFilter::AppendCheckpointEvents(const v1::Header& header, std::vector<Event>& events) {
  if (header.source_state() != source_state_) {
    source_state_ = header.source_state();
    events.push_back(SourceEvent{header});
  }
  if (has_shown_since_synced_ || heartbeats_ == Heartbeats::kShow) events.push_back(SyncedEvent{header});
  has_shown_since_synced_ = false;
}

}  // namespace rollcall::cli
