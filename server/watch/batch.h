// SPDX-License-Identifier: Apache-2.0
// A part of a selection's order as fields of WatchStatusResponse. Deterministic; thread-safe as far as the matcher is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "server/encoding/bytes.h"
#include "server/select/matcher.h"
#include "server/select/view.h"
#include "server/watch/order.h"

namespace rollcall::watch {

// How the nodes of a selection are encoded. Borrows the matcher.
struct BatchFormat {
  select::Matcher& matcher;
  select::View view;
  size_t limit_bytes;  // of one batch; a larger node comes alone
};

// Items of the order from one position on, encoded.
struct Batch {
  encoding::BytesPtr bytes;   // fields `updated`, then `removed`, of WatchStatusResponse; may be empty
  state::ChangePosition end;  // position of the last item in it
  bool is_last = false;       // the order has nothing after it
  size_t items = 0;           // number of items of the order that it covers
};

// Encodes the items after `cursor`, at least one of them, up to the limit. Leaves out removals at or before `floor`:
// the client's snapshot was taken there, so it never held those nodes.
Batch EncodeBatch(const Order& order, const BatchFormat& format, state::ChangePosition cursor, int64_t floor);

// A node whose present state a client still has to be sent, and what to say if the selection does not show it.
struct PendingNode {
  int32_t id = 0;
  int64_t revision_if_gone = state::kNoRevision;  // of the record that removed it
  // For a node without a position in the selection's order. With a null node, its state is not told.
  OrderItem item_if_gone = {nullptr, v1::RemovedNode::REASON_DELETED};
};

// Encodes the present state of `pending`, from its back, up to the limit, and removes from `pending` what it encoded.
// `find` returns the node's item in the selection's order, or null.
encoding::BytesPtr EncodePending(const BatchFormat& format, const std::function<const OrderItem*(int32_t id)>& find,
                                 std::vector<PendingNode>& pending);

}  // namespace rollcall::watch
