// SPDX-License-Identifier: Apache-2.0
// The status page on the HTTP port.
#pragma once

#include <vector>

#include "base/http_routes.h"
#include "server/http/viewers.h"
#include "server/state/store.h"

namespace rollcall::http {

// The page, those of the nodes, what they need, and what browsers follow. At most `max_viewers` follow at the same
// time. `store` and `counters` must outlive the routes.
std::vector<HttpRoute> PageRoutes(state::Store& store, int max_viewers, ViewerCounters& counters);

// In place of the page, where it is turned off: how to turn it on.
std::vector<HttpRoute> NoPageRoutes();

}  // namespace rollcall::http
