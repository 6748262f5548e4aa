// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event.h"

#include "base/check.h"

namespace rollcall::cli {

void EventFilter::SelectEvents(const client::AppliedMessage& applied, const client::Fold& fold, const ShowEvent& show) {
  const ShowEvent show_change = [&](const Event& event) {
    has_shown_since_synced_ = true;
    show(event);
  };
  if (applied.snapshot.has_value()) show_change(SnapshotEvent{*applied.snapshot});
  SelectNodeEvents(applied, fold, show_change);
  for (const v1::RemovedNode& removed : applied.removed) show_change(RemovedEvent{removed});
  if (applied.digest == client::AppliedMessage::Digest::kMatches) SelectCheckpointEvents(applied.header, show);
}

void EventFilter::SelectNodeEvents(const client::AppliedMessage& applied, const client::Fold& fold,
                                   const ShowEvent& show) {
  for (const client::AppliedMessage::Updated& updated : applied.updated) {
    if (updated.change == client::AppliedMessage::Change::kRepublished && republished_ == Republished::kHide) continue;
    const auto node = fold.nodes().find(updated.node_id);
    CHECK(node != fold.nodes().end());
    show(NodeEvent{node->second, updated.before, updated.change});
  }
}

void EventFilter::SelectCheckpointEvents(const v1::Header& header, const ShowEvent& show) {
  if (header.source_state() != source_state_) {
    source_state_ = header.source_state();
    show(SourceEvent{header});
  }
  if (has_shown_since_synced_ || heartbeats_ == Heartbeats::kShow) show(SyncedEvent{header});
  has_shown_since_synced_ = false;
}

}  // namespace rollcall::cli
