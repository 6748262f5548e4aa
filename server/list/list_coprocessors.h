// SPDX-License-Identifier: Apache-2.0
// Encodes pages of ListCoprocessors by joining the encoded rows. Pure, thread-safe.
#pragma once

#include "server/list/page_builder.h"

namespace rollcall::list {

// A page of `nodes`, beginning at query.page_token. Costs as much as the page, plus the nodes that are up and have no
// matching rows: a page skips a bounded number of them and then ends, possibly without any item.
EncodedPage ListCoprocessors(const FilteredNodesPtr& nodes, const ListQuery& query);

}  // namespace rollcall::list
