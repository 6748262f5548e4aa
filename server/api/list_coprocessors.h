// ListCoprocessors: pages joined from the encoded rows. Pure, thread-safe.
#pragma once

#include "absl/time/time.h"
#include "server/api/page.h"

namespace rollcall::api {

// A page of `listing`, from query.page_token on. Costs as much as the page; nodes that are up and have no rows are
// passed over, a bounded number for each page, so that a page may come out empty.
ListAnswer ListCoprocessors(const Listing& listing, const ListQuery& query, absl::Time now);

}  // namespace rollcall::api
