// ListNodes: pages joined from the encoded nodes. Pure, thread-safe.
#pragma once

#include "server/api/page.h"

namespace rollcall::api {

// A page of `nodes`, from query.page_token on. Costs as much as the page, however many nodes there are.
EncodedPage ListNodes(const SelectedPtr& nodes, const ListQuery& query);

}  // namespace rollcall::api
