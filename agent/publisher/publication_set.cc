// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/publication_set.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace rollcall::agent {

bool PublicationSet::Set(int32_t node_id, std::string content, Instant now) {
  const bool is_new = !nodes_.contains(node_id);
  NodeOf(node_id, now).publication.Set(std::move(content), now);
  return is_new;
}

bool PublicationSet::Retire(int32_t node_id, Instant now) {
  const bool is_new = !nodes_.contains(node_id);
  NodeOf(node_id, now).publication.Retire(now);
  return is_new;
}

void PublicationSet::StopRenewing(int32_t node_id) {
  if (const auto found = nodes_.find(node_id); found != nodes_.end()) found->second.publication.StopRenewing();
}

PublicationSet::Node& PublicationSet::NodeOf(int32_t node_id, Instant now) {
  if (const auto found = nodes_.find(node_id); found != nodes_.end()) return found->second;
  Node& node = nodes_.emplace(node_id, NodePublication(node_id, instance_, options_, now)).first->second;
  by_key_.emplace(KeyOf(node_id, KeyFormat::kBinary), &node);
  by_key_.emplace(KeyOf(node_id, KeyFormat::kDecimal), &node);
  return node;
}

std::optional<NodePublication::Append> PublicationSet::Next(Instant now) {
  auto candidate = nodes_.upper_bound(turn_);
  for (size_t i = 0; i < nodes_.size(); ++i, ++candidate) {
    if (candidate == nodes_.end()) candidate = nodes_.begin();
    std::optional<NodePublication::Append> append = candidate->second.publication.Next(now);
    if (!append.has_value()) continue;
    turn_ = candidate->first;
    return append;
  }
  return std::nullopt;
}

Instant PublicationSet::NextTime(Instant now) const {
  Instant next = Instant::InfiniteFuture();
  for (const auto& [id, node] : nodes_) {
    const bool asks = node.publication.NeedsEnd(now);  // until the end of the log is read, only records are due
    next = std::min(next, asks ? node.publication.DueTime() : node.publication.NextTime());
  }
  return next;
}

bool PublicationSet::NeedsEnd(Instant now) const {
  return std::any_of(nodes_.begin(), nodes_.end(),
                     [now](const auto& entry) { return entry.second.publication.NeedsEnd(now); });
}

PublicationSet::Node& PublicationSet::InFlight() {
  const auto found = nodes_.find(turn_);
  CHECK(found != nodes_.end());
  return found->second;
}

void PublicationSet::OnAcked(int64_t offset, Instant now) {
  Node& node = InFlight();
  node.last_ack = now;
  node.last_offset = offset;
  node.publication.OnAcked(offset, now);
  NoteEvents(node);
}

void PublicationSet::OnFailed(Instant now) { InFlight().publication.OnFailed(now); }

void PublicationSet::OnReplayStarted() {
  for (auto& [id, node] : nodes_) {
    node.is_followed = true;
    node.publication.OnReplayStarted();
  }
}

bool PublicationSet::OnRecord(const ReadRecord& record, Instant now) {
  const auto [begin, end] = by_key_.equal_range(record.key);
  for (auto entry = begin; entry != end; ++entry) {
    Node& node = *entry->second;
    if (!node.is_followed) continue;
    node.publication.OnRecord(record, now);
    NoteEvents(node);
  }
  return begin != end;
}

void PublicationSet::OnCaughtUp(int64_t end, Instant asked_at, Instant now) {
  for (auto& [id, node] : nodes_) {
    if (!node.is_followed) continue;
    node.publication.OnCaughtUp(end, asked_at, now);
    NoteEvents(node);
  }
}

void PublicationSet::NoteEvents(Node& node) {
  using Kind = PublicationEvent::Kind;
  const Ownership& ownership = node.publication.ownership();
  const auto note = [&](Kind kind) {
    events_.push_back({kind, node.publication.node_id(), ownership.newest_instance(), ownership.newest_offset()});
  };
  const bool has_yielded = ownership.state() == Ownership::State::kYielded;
  // After a takeover nothing of ours is on the topic, which is no news. A node that is retired stays as others leave
  // it.
  const bool is_overwritten = ownership.IsOverwritten() && !node.publication.IsSettled();
  const bool had_yielded = std::exchange(node.has_yielded, has_yielded);
  const bool was_overwritten = std::exchange(node.is_overwritten, is_overwritten);
  if (has_yielded != had_yielded) {
    note(has_yielded ? Kind::kYielded : Kind::kTookOver);
  } else if (is_overwritten && !was_overwritten) {
    note(Kind::kOverwritten);
  }
}

std::vector<PublicationEvent> PublicationSet::TakeEvents() { return std::exchange(events_, {}); }

bool PublicationSet::IsSettled() const {
  return std::all_of(nodes_.begin(), nodes_.end(),
                     [](const auto& entry) { return entry.second.publication.IsSettled(); });
}

std::vector<PublicationStatus> PublicationSet::Statuses() const {
  std::vector<PublicationStatus> statuses;
  for (const auto& [id, node] : nodes_) {
    statuses.push_back({.node_id = id,
                        .is_settled = node.publication.IsSettled(),
                        .has_yielded = node.has_yielded,
                        .lease_end = node.publication.LeaseEnd(),
                        .renewal_due = node.publication.RenewalDue(),
                        .last_ack = node.last_ack,
                        .last_offset = node.last_offset});
  }
  return statuses;
}

}  // namespace rollcall::agent
