// SPDX-License-Identifier: Apache-2.0
// Health for probes over HTTP: the same answers as grpc.health.v1 gives.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "base/http_routes.h"

namespace rollcall::http {

// /healthz is 200 for as long as the process serves. /readyz is 200 exactly if `readiness` is OK, else 503 with the
// reason. `readiness` is called by any thread, and must not block.
std::vector<HttpRoute> HealthRoutes(std::function<absl::Status()> readiness);

}  // namespace rollcall::http
