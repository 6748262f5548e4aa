// SPDX-License-Identifier: Apache-2.0
#include "server/http/health.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::http {
namespace {

HttpResponse ReadinessResponse(const absl::Status& readiness) {
  if (readiness.ok()) return {.body = "ready\n"};
  return {.status = 503, .body = absl::StrCat("not ready: ", readiness.message(), "\n")};
}

}  // namespace

std::vector<HttpRoute> HealthRoutes(std::function<absl::Status()> readiness) {
  return {{.path = "/healthz", .handler = [](const HttpRequest&) { return HttpResponse{.body = "alive\n"}; }},
          {.path = "/readyz", .handler = [readiness = std::move(readiness)](const HttpRequest&) {
             return ReadinessResponse(readiness());
           }}};
}

}  // namespace rollcall::http
