// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/event.h"

#include <utility>

#include "base/check.h"
#include "client/lib/node.h"

namespace rollcall::cli {

void EventFilter::SelectEvents(const client::AppliedMessage& applied, const client::Fold& fold, const ShowEvent& show) {
  const ShowEvent show_change = [&](const Event& event) {
    has_shown_since_synced_ = true;
    show(event);
  };
  if (applied.snapshot.has_value()) {
    stale_.clear();  // whoever reads the events forgets all nodes
    show_change(SnapshotEvent{*applied.snapshot});
  }
  SelectNodeEvents(applied, fold, show_change);
  SelectRemovedEvents(applied, show_change);
  if (applied.digest != client::AppliedMessage::Digest::kMatches) return;
  SelectSourceEvents(applied.header, show);
  SelectStaleNodes(fold, show);
  if (has_shown_since_synced_ || heartbeats_ == Heartbeats::kShow) show(SyncedEvent{applied.header});
  has_shown_since_synced_ = false;
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

void EventFilter::SelectRemovedEvents(const client::AppliedMessage& applied, const ShowEvent& show) {
  CHECK_EQ(applied.removed.size(), applied.removed_before.size());
  for (size_t i = 0; i < applied.removed.size(); ++i) {
    stale_.erase(applied.removed[i].node_id());
    show(RemovedEvent{applied.removed[i], applied.removed_before[i]});
  }
}

void EventFilter::SelectSourceEvents(const v1::Header& header, const ShowEvent& show) {
  const v1::SourceState before = std::exchange(source_state_, header.source_state());
  if (before == source_state_) return;
  show(SourceEvent{header});
  if (before == v1::SOURCE_STATE_CURRENT) show(StaleEvent{std::nullopt, header});
  if (source_state_ == v1::SOURCE_STATE_CURRENT) show(FreshEvent{std::nullopt, header});
}

void EventFilter::SelectStaleNodes(const client::Fold& fold, const ShowEvent& show) {
  for (const auto& [id, node] : fold.nodes()) {
    const bool is_stale = client::IsStale(node, fold.header());
    if (is_stale == stale_.contains(id)) continue;
    if (is_stale) {
      stale_.insert(id);
      show(StaleEvent{node, fold.header()});
    } else {
      stale_.erase(id);
      show(FreshEvent{node, fold.header()});
    }
  }
}

}  // namespace rollcall::cli
