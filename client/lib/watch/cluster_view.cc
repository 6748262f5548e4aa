// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/cluster_view.h"

#include <utility>
#include <variant>

#include "client/lib/watch/aside.h"
#include "rollcall/client/node.h"

namespace rollcall::client {
namespace {

NodeChange::Kind KindOfUpdate(const v1::NodeStatus& before, const v1::NodeStatus& after) {
  return SameContent(before, after) ? NodeChange::Kind::kRepublished : NodeChange::Kind::kChanged;
}

// Takes the node from `held`, if it is there.
void Remove(v1::RemovedNode removed, ClusterView::Nodes& held, ViewStep& step) {
  ClusterView::Nodes::node_type node = held.extract(removed.node_id());
  if (node.empty()) return;
  step.changes.push_back({.kind = NodeChange::Kind::kRemoved,
                          .before = std::move(node.mapped()),
                          .after = nullptr,
                          .removed = std::move(removed)});
}

v1::RemovedNode MissingInSnapshot(int32_t node_id, const v1::Header& header) {
  v1::RemovedNode removed;
  removed.set_node_id(node_id);
  removed.set_revision(header.revision());
  return removed;
}

}  // namespace

ClusterView::ClusterView() : aside_(std::make_unique<Aside>()) {}
ClusterView::~ClusterView() = default;
ClusterView::ClusterView(ClusterView&&) noexcept = default;
ClusterView& ClusterView::operator=(ClusterView&&) noexcept = default;

ViewStep ClusterView::Apply(const v1::WatchStatusResponse& message) {
  ViewStep step;
  aside_->Add(message);
  if (!message.has_checkpoint()) return step;
  step.header = message.checkpoint().header();
  const uint64_t digest = DigestWithAside();
  if (digest == step.header.digest()) {
    step.digest = ViewStep::Digest::kMatches;
    ApplyAside(step);
    digest_ = digest;
    header_ = step.header;
    complete_ = true;
  } else {
    step.digest = ViewStep::Digest::kDiffers;
  }
  DropAside();
  return step;
}

void ClusterView::DropAside() { aside_->Clear(); }

uint64_t ClusterView::FingerprintOf(int32_t node_id) const {
  const auto at = nodes_.find(node_id);
  return at == nodes_.end() ? 0 : at->second.fingerprint();
}

// The sums wrap, as the digest is defined.
uint64_t ClusterView::DigestWithAside() const {
  const bool is_snapshot = aside_->snapshot().has_value();
  uint64_t digest = is_snapshot ? 0 : digest_;
  for (const Aside::Change& change : std::as_const(*aside_).changes()) {
    const auto* node = std::get_if<v1::NodeStatus>(&change);
    const int32_t id = node != nullptr ? node->node_id() : std::get<v1::RemovedNode>(change).node_id();
    if (!is_snapshot) digest -= FingerprintOf(id);
    if (node != nullptr) digest += node->fingerprint();
  }
  return digest;
}

void ClusterView::ApplyAside(ViewStep& step) {
  step.snapshot = aside_->snapshot();
  Nodes replaced;  // by a snapshot
  if (step.snapshot.has_value()) nodes_.swap(replaced);
  Nodes& held = step.snapshot.has_value() ? replaced : nodes_;
  for (Aside::Change& change : aside_->changes()) {
    if (auto* node = std::get_if<v1::NodeStatus>(&change)) step.changes.push_back(Put(std::move(*node), held));
  }
  for (Aside::Change& change : aside_->changes()) {
    if (auto* removed = std::get_if<v1::RemovedNode>(&change)) Remove(std::move(*removed), held, step);
  }
  while (!replaced.empty()) Remove(MissingInSnapshot(replaced.begin()->first, step.header), replaced, step);
}

NodeChange ClusterView::Put(v1::NodeStatus node, Nodes& held) {
  const bool is_snapshot = &held != &nodes_;
  NodeChange change = {.kind = NodeChange::Kind::kAdded, .before = {}, .after = nullptr, .removed = {}};
  if (Nodes::node_type was = held.extract(node.node_id()); !was.empty()) {
    change.before = std::move(was.mapped());
    const bool is_same_record = is_snapshot && change.before.fingerprint() == node.fingerprint();
    change.kind = is_same_record ? NodeChange::Kind::kUnchanged : KindOfUpdate(change.before, node);
  }
  v1::NodeStatus& after = nodes_[node.node_id()];
  after = std::move(node);
  change.after = &after;
  return change;
}

}  // namespace rollcall::client
