// SPDX-License-Identifier: Apache-2.0
// ListCoprocessors: pages joined from the encoded rows. Pure, thread-safe.
#pragma once

#include "server/list/page_builder.h"

namespace rollcall::list {

// A page of `listed`, from query.page_token on. Costs as much as the page; nodes that are up and have no rows are
// passed over, a bounded number for each page, so that a page may come out empty.
EncodedPage ListCoprocessors(const FilteredNodesPtr& listed, const ListQuery& query);

}  // namespace rollcall::list
