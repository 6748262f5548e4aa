// ListNodes: pages joined from the encoded nodes. Pure, thread-safe.
#pragma once

#include "absl/time/time.h"
#include "server/api/page.h"

namespace rollcall::api {

// A page of `listing`, from query.page_token on. Costs as much as the page, however many nodes there are.
ListAnswer ListNodes(const Listing& listing, const ListQuery& query, absl::Time now);

}  // namespace rollcall::api
