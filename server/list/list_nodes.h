// SPDX-License-Identifier: Apache-2.0
// Encodes pages of ListNodes by joining the encoded nodes. Pure, thread-safe.
#pragma once

#include "server/list/page_builder.h"

namespace rollcall::list {

// A page of `nodes`, beginning at query.page_token. Costs as much as the page, however many nodes there are.
EncodedPage ListNodes(const FilteredNodesPtr& nodes, const ListQuery& query);

}  // namespace rollcall::list
