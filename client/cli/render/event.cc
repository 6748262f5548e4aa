// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event.h"

namespace rollcall::cli {

std::vector<Event> EventFilter::Pick(const client::AppliedMessage& step, const client::Fold& fold) {
  std::vector<Event> events;
  if (step.snapshot.has_value()) events.push_back(SnapshotEvent{*step.snapshot});
  PickNodes(step, fold, events);
  for (const v1::RemovedNode& removed : step.removed) events.push_back(RemovedEvent{removed});
  if (!events.empty()) shown_since_sync_ = true;
  if (step.digest == client::AppliedMessage::Digest::kMatches) PickCheckpoint(fold.header(), events);
  return events;
}

void EventFilter::PickNodes(const client::AppliedMessage& step, const client::Fold& fold, std::vector<Event>& events) {
  for (const client::AppliedMessage::Updated& updated : step.updated) {
    if (updated.change == client::AppliedMessage::Change::kRepublished && republished_ == Republished::kHide) continue;
    // A message names a node at most once, updated or removed, but a server that does otherwise must not make us fail.
    const auto node = fold.nodes().find(updated.node_id);
    if (node != fold.nodes().end()) events.push_back(NodeEvent{node->second, updated.before, updated.change});
  }
}

void EventFilter::PickCheckpoint(const v1::Header& header, std::vector<Event>& events) {
  if (header.source_state() != source_) {
    source_ = header.source_state();
    events.push_back(SourceEvent{header});
  }
  if (shown_since_sync_ || heartbeats_ == Heartbeats::kShow) events.push_back(SyncedEvent{header});
  shown_since_sync_ = false;
}

}  // namespace rollcall::cli
