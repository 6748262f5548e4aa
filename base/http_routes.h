// SPDX-License-Identifier: Apache-2.0
// Which part of a program answers which path of its HTTP port. Immutable; thread-safe as far as the handlers are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.h"

namespace prometheus {
class Collectable;
}

namespace rollcall {

struct HttpRoute {
  enum class Match { kPath, kPrefix };
  enum class Where {
    kServerThread,  // for what is answered in microseconds, or must not wait for anything else
    kWorker,        // for what takes longer: one worker answers such requests in their order
  };
  std::string path;  // of a prefix, its last "/" is a part of it
  std::function<HttpResponse(const HttpRequest&)> handler;
  Match match = Match::kPath;
  Where where = Where::kServerThread;
};

class HttpRoutes {
 public:
  explicit HttpRoutes(std::vector<HttpRoute> routes) : routes_(std::move(routes)) {}

  // The route of the path: the one with exactly this path, else the one with the longest prefix of it; null if there is
  // none.
  const HttpRoute* Find(std::string_view path) const;
  // The answer to any other path: 404, with the paths that there are.
  HttpResponse NotFound() const;

 private:
  std::vector<HttpRoute> routes_;
};

// "/metrics", for Prometheus: what `metrics` collects at each request.
HttpRoute MetricsRoute(std::shared_ptr<const prometheus::Collectable> metrics);

}  // namespace rollcall
