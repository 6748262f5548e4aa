// SPDX-License-Identifier: Apache-2.0
// On which nodes a coprocessor needs attention, and on which it is not.
#pragma once

#include <cstdint>
#include <vector>

#include "display/rows.h"
#include "display/variants.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Node ids, ascending.
struct Presence {
  std::vector<int32_t> errored;  // its own state there is "errored"
  std::vector<int32_t> stale;    // it is on them by their records, but these are stale
  std::vector<int32_t> absent;   // up and not stale, without it
  std::vector<int32_t> unknown;  // not up or stale, without it: nobody knows whether it would run there
};

// `rows` are those of one coprocessor, by node id, and `all` are all nodes, with these rows.
Presence PresenceOf(const std::vector<Row>& rows, const v1::ListNodesResponse& all);

// Of one coprocessor of a node: what it is on the other nodes.
struct Elsewhere {
  struct Different {
    std::vector<Row> rows;                // never empty; alike
    std::vector<DefinitionField> fields;  // that differ
  };
  std::vector<int32_t> same;
  std::vector<Different> different;
  Presence presence;  // of the other nodes
};

// Points into `all`.
Elsewhere ElsewhereOf(const v1::Coprocessor& here, int32_t node_id, const v1::ListNodesResponse& all);

}  // namespace rollcall::cli
