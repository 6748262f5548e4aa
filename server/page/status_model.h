// SPDX-License-Identifier: Apache-2.0
// What the status page shows of one state, bounded whatever the size of the cluster. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "display/matrix.h"
#include "display/rows.h"
#include "server/page/page_query.h"
#include "server/page/summary.h"

namespace rollcall::page {

struct PageLimits {
  size_t max_compared = 10'000;          // nodes that are compared with each other
  size_t max_compared_bytes = 64 << 20;  // of their encoding
  size_t max_columns = 100;              // nodes of the matrix
  size_t max_names = 100;                // rows of the matrix
  size_t max_rows = 500;                 // of the table
  size_t max_notes = 20;
};

// What a person should know of a node, in one sentence.
struct NodeRemark {
  int32_t node_id = 0;
  bool is_stale = false;  // it is up by its record, which cannot be believed
  std::string text;       // sanitized
};

struct StatusModel {
  Summary summary;
  PageQuery query;
  uint64_t digest = 0;  // see ShownKey
  // The nodes that are compared; the rest points into them. All nodes if there are not too many, else as many of those
  // that the query selects as may be.
  v1::ListNodesResponse compared;
  bool compares_all = true;

  size_t selected_nodes = 0;      // by the query's `nodes`
  Matrix matrix;                  // at most the limits: if there are more nodes, first those that need attention
  size_t names = 0;               // of coprocessors that the query selects
  std::vector<Row> rows;          // that the query selects, by name and node, at most the limit
  size_t row_count = 0;           // all of them
  std::vector<NodeRemark> notes;  // on selected nodes that need attention, at most the limit
  size_t note_count = 0;          // all of them

  StatusModel() = default;
  StatusModel(const StatusModel&) = delete;
  StatusModel& operator=(const StatusModel&) = delete;
};

// `now` is the time of the page.
std::unique_ptr<StatusModel> MakeStatusModel(const StoreState& state, const state::ServerIdentity& server,
                                             PageQuery query, Instant now, const PageLimits& limits = {});

}  // namespace rollcall::page
