// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/row_history.h"

#include <string_view>

#include "google/protobuf/util/message_differencer.h"

namespace rollcall::cli {
namespace {

using ByName = std::map<std::string_view, const v1::Coprocessor*>;

ByName IndexByName(const v1::NodeStatus& node) {
  ByName index;
  for (const v1::Coprocessor& row : node.coprocessors()) index.emplace(row.name(), &row);
  return index;
}

bool IsSame(const ByName& before, const v1::Coprocessor& row) {
  const auto at = before.find(row.name());
  return at != before.end() && google::protobuf::util::MessageDifferencer::Equals(*at->second, row);
}

v1::NodeStatus WithoutRows(v1::NodeStatus node) {
  node.clear_coprocessors();
  return node;
}

}  // namespace

void RowHistory::Record(const client::ViewStep& step, Instant now) {
  if (step.snapshot.has_value()) {
    *this = RowHistory();
    return;
  }
  for (const client::NodeChange& change : step.changes) {
    if (change.kind == client::NodeChange::Kind::kRemoved) {
      RecordRemoval(change.removed, change.before, now);
    } else if (change.kind != client::NodeChange::Kind::kRepublished) {
      RecordUpdate(change.before, *change.after, now);
    }
  }
}

void RowHistory::RecordUpdate(const v1::NodeStatus& before, const v1::NodeStatus& after, Instant now) {
  const int32_t id = after.node_id();
  const ByName old_rows = IndexByName(before);
  const ByName new_rows = IndexByName(after);
  changed_[{id, ""}] = now;
  removed_nodes_.erase(id);
  removed_rows_.erase({id, ""});
  for (const v1::Coprocessor& row : after.coprocessors()) {
    removed_rows_.erase({id, row.name()});
    if (!IsSame(old_rows, row)) changed_[{id, row.name()}] = now;
  }
  const v1::NodeStatus bare = WithoutRows(before);
  for (const v1::Coprocessor& row : before.coprocessors()) {
    if (!new_rows.contains(row.name())) KeepRow(bare, &row, now);
  }
}

void RowHistory::RecordRemoval(const v1::RemovedNode& removed, const v1::NodeStatus& before, Instant now) {
  const v1::NodeStatus bare = WithoutRows(before);
  removed_nodes_[removed.node_id()] = {removed, bare, now};
  changed_.erase({removed.node_id(), ""});
  for (const v1::Coprocessor& row : before.coprocessors()) KeepRow(bare, &row, now);
  if (before.coprocessors().empty()) KeepRow(bare, nullptr, now);
}

void RowHistory::KeepRow(const v1::NodeStatus& node_without_rows, const v1::Coprocessor* row, Instant now) {
  const RowKey key = {node_without_rows.node_id(), row == nullptr ? "" : row->name()};
  RemovedRow& kept = removed_rows_[key];
  kept = {node_without_rows, now};
  if (row != nullptr) *kept.node.add_coprocessors() = *row;
  changed_.erase(key);
}

bool RowHistory::Expire(Instant now) {
  const size_t expired = std::erase_if(changed_, [now](const auto& entry) { return now - entry.second > kKept; }) +
                         std::erase_if(removed_rows_, [now](const auto& e) { return now - e.second.time > kKept; }) +
                         std::erase_if(removed_nodes_, [now](const auto& e) { return now - e.second.time > kKept; });
  return expired > 0;
}

std::optional<Instant> RowHistory::ChangedAt(int32_t node_id, const std::string& name) const {
  if (changed_.empty()) return std::nullopt;
  const auto at = changed_.find({node_id, name});
  if (at == changed_.end()) return std::nullopt;
  return at->second;
}

}  // namespace rollcall::cli
