// SPDX-License-Identifier: Apache-2.0
#include "base/http_routes.h"

#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace rollcall {
namespace {

bool Matches(const HttpRoute& route, std::string_view path) {
  return route.match == HttpRoute::Match::kPrefix ? path.starts_with(route.path) : path == route.path;
}

}  // namespace

const HttpRoute* HttpRoutes::Find(std::string_view path) const {
  const HttpRoute* found = nullptr;
  for (const HttpRoute& route : routes_) {
    if (!Matches(route, path)) continue;
    if (route.match == HttpRoute::Match::kPath) return &route;
    if (found == nullptr || route.path.size() > found->path.size()) found = &route;
  }
  return found;
}

HttpResponse HttpRoutes::NotFound() const {
  const std::string paths =
      absl::StrJoin(routes_, ", ", [](std::string* out, const HttpRoute& route) { absl::StrAppend(out, route.path); });
  return {.status = 404, .body = absl::StrCat("nothing is served at this path; there is ", paths, "\n")};
}

HttpRoute MetricsRoute(std::shared_ptr<const prometheus::Collectable> metrics) {
  return {.path = "/metrics", .handler = [metrics = std::move(metrics)](const HttpRequest&) {
            return HttpResponse{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                                .body = prometheus::TextSerializer().Serialize(metrics->Collect())};
          }};
}

}  // namespace rollcall
