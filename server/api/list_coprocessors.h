// ListCoprocessors: pages joined from the encoded rows. Pure, thread-safe.
#pragma once

#include "server/api/page.h"

namespace rollcall::api {

// A page of `listed`, from query.page_token on. Costs as much as the page; nodes that are up and have no rows are
// passed over, a bounded number for each page, so that a page may come out empty.
EncodedPage ListCoprocessors(const SelectedPtr& listed, const ListQuery& query);

}  // namespace rollcall::api
