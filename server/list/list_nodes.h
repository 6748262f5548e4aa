// SPDX-License-Identifier: Apache-2.0
// ListNodes: pages joined from the encoded nodes. Pure, thread-safe.
#pragma once

#include "server/list/page_builder.h"

namespace rollcall::list {

// A page of `nodes`, from query.page_token on. Costs as much as the page, however many nodes there are.
EncodedPage ListNodes(const FilteredNodesPtr& nodes, const ListQuery& query);

}  // namespace rollcall::list
