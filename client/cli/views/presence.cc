// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/presence.h"

#include <set>
#include <utility>

#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

void RemoveNode(int32_t node_id, std::vector<int32_t>& ids) { std::erase(ids, node_id); }

}  // namespace

Presence PresenceOf(const std::vector<Row>& rows, const v1::ListNodesResponse& all) {
  Presence presence;
  std::set<int32_t> with_it;
  for (const Row& row : rows) {
    with_it.insert(row.node->node_id());
    if (IsErrored(*row.coprocessor)) presence.errored.push_back(row.node->node_id());
    if (client::IsStale(*row.node, all.header())) presence.stale.push_back(row.node->node_id());
  }
  for (const v1::NodeStatus& node : all.nodes()) {
    if (with_it.contains(node.node_id())) continue;
    (IsUpNow(node, all.header()) ? presence.absent : presence.unknown).push_back(node.node_id());
  }
  return presence;
}

Elsewhere ElsewhereOf(const v1::Coprocessor& here, int32_t node_id, const v1::ListNodesResponse& all) {
  std::vector<Row> rows = RowsNamed(all, here.name());
  std::erase_if(rows, [node_id](const Row& row) { return row.node->node_id() == node_id; });
  Elsewhere elsewhere = {.same = {}, .different = {}, .presence = PresenceOf(rows, all)};
  // `all` may be older than the node's own status and may not have this coprocessor for it.
  RemoveNode(node_id, elsewhere.presence.absent);
  RemoveNode(node_id, elsewhere.presence.unknown);
  for (Variant& variant : SpreadOf(std::move(rows), all.header(), CompareFields::kTopicsAndDescription).variants) {
    const std::vector<DefinitionField> fields = DifferingFields(here, *variant.rows.front().coprocessor);
    if (fields.empty()) {
      elsewhere.same = NodeIdsOf(variant.rows);
    } else {
      elsewhere.different.push_back({std::move(variant.rows), fields});
    }
  }
  return elsewhere;
}

}  // namespace rollcall::cli
