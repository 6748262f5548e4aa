// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/screen_model.h"

#include <algorithm>

#include "client/cli/screen/row_order.h"
#include "display/notes.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {

RowKey KeyOf(const ScreenRow& row) {
  return {row.node->node_id(), row.coprocessor == nullptr ? "" : row.coprocessor->name()};
}

std::string_view SortName(Sort sort) {
  switch (sort) {
    case Sort::kName:
      return "name";
    case Sort::kNode:
      return "node";
    case Sort::kState:
      return "state";
    case Sort::kAge:
      return "age";
    case Sort::kChanged:
      return "changed first";
  }
  return "";
}

void ScreenModel::Record(const client::ViewStep& step, Instant now) {
  if (step.digest != client::ViewStep::Digest::kMatches) return;
  history_.Record(step, now);
  for (const client::NodeChange& change : step.changes) {
    if (change.kind != client::NodeChange::Kind::kRemoved) {
      nodes_seen_.insert(change.node_id());
    } else if (change.removed.reason() == v1::RemovedNode::REASON_DELETED) {
      nodes_seen_.erase(change.node_id());
    }
  }
  if (step.snapshot.has_value() || !step.changes.empty()) must_rebuild_ = true;
}

void ScreenModel::SortBy(Sort sort) {
  if (sort_ != sort) must_rebuild_ = true;
  sort_ = sort;
}

void ScreenModel::Refresh(const Held& held, Instant now) {
  const bool has_expired = history_.Expire(now);
  const bool has_aged =
      held.header.has_as_of_time() && client::ToTime(held.header.as_of_time()) > health_changes_after_;
  if (must_rebuild_ || has_expired || has_aged) Rebuild(held);
}

void ScreenModel::Rebuild(const Held& held) {
  must_rebuild_ = false;
  ++version_;
  rows_.clear();
  notes_.clear();
  counts_ = {};
  health_changes_after_ = absl::InfiniteFuture();
  for (const auto& [id, node] : held.nodes) AddNode(node, held.header);
  AddHiddenNodes(held);
  AddRemoved();
  SortRows(sort_, rows_);
}

void ScreenModel::AddNode(const v1::NodeStatus& node, const v1::Header& header) {
  const Health health = HealthOf(node, header);
  health_changes_after_ = std::min(health_changes_after_, HealthChangesAfter(node, header));
  ++counts_.nodes[static_cast<size_t>(health)];
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) AddRow(node, &coprocessor, health);
  if (node.coprocessors().empty()) AddRow(node, nullptr, health);
  AddNote(node, header, health);
}

// The rows of a hidden node are not shown: they do not match the filter.
void ScreenModel::AddHiddenNodes(const Held& held) {
  for (const auto& [id, node] : held.hidden) {
    if (held.nodes.contains(id)) continue;
    if (!nodes_seen_.contains(id) && !hidden_states_.contains(node.state())) continue;
    const Health health = HealthOf(node, held.header);
    ++counts_.nodes[static_cast<size_t>(health)];
    AddRow(node, nullptr, health);
    AddNote(node, held.header, health);
  }
}

void ScreenModel::AddRemoved() {
  std::set<int32_t> noted;  // hidden nodes, whose notes say more than that they are gone
  for (const ScreenNote& note : notes_) noted.insert(note.node->node_id());
  for (const auto& [id, gone] : history_.removed_nodes()) {
    if (!noted.contains(id)) notes_.push_back({.removed = &gone, .mark = Mark::kRemoved});
  }
  for (const auto& [key, row] : history_.removed_rows()) {
    const v1::Coprocessor* coprocessor = row.node.coprocessors().empty() ? nullptr : &row.node.coprocessors(0);
    if (coprocessor == nullptr && noted.contains(key.first)) continue;
    rows_.push_back({&row.node, coprocessor, Health::kDown, Mark::kRemoved, row.time});
    ++counts_.removed_rows;
  }
}

void ScreenModel::AddRow(const v1::NodeStatus& node, const v1::Coprocessor* coprocessor, Health health) {
  const auto changed = history_.ChangedAt(node.node_id(), coprocessor == nullptr ? "" : coprocessor->name());
  rows_.push_back({&node, coprocessor, health, changed.has_value() ? Mark::kChanged : Mark::kNone,
                   changed.value_or(Instant::InfinitePast())});
  if (changed.has_value()) ++counts_.changed_rows;
}

void ScreenModel::AddNote(const v1::NodeStatus& node, const v1::Header& header, Health health) {
  if (health == Health::kUp && NodeNote(node, header).empty()) return;
  const bool has_changed = history_.ChangedAt(node.node_id(), "").has_value();
  notes_.push_back({.node = &node, .mark = has_changed ? Mark::kChanged : Mark::kNone});
}

}  // namespace rollcall::cli
