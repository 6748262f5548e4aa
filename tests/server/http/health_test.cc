// SPDX-License-Identifier: Apache-2.0
#include "server/http/health.h"

#include <gtest/gtest.h>

#include <string>

namespace rollcall::http {
namespace {

HttpResponse Ask(const absl::Status& readiness, const std::string& path) {
  const HttpRoutes routes(HealthRoutes([readiness] { return readiness; }));
  const HttpRoute* const route = routes.Find(path);
  EXPECT_NE(route, nullptr) << path;
  return route == nullptr ? HttpResponse() : route->handler({.path = path, .query = {}});
}

TEST(HealthTest, IsReadyIfTheApiIsServing) {
  const HttpResponse response = Ask(absl::OkStatus(), "/readyz");
  EXPECT_EQ(response.status, 200u);
  EXPECT_EQ(response.body, "ready\n");
}

TEST(HealthTest, SaysWhyItIsNotReady) {
  const HttpResponse response = Ask(absl::UnavailableError("topic statuses does not exist yet"), "/readyz");
  EXPECT_EQ(response.status, 503u);
  EXPECT_EQ(response.body, "not ready: topic statuses does not exist yet\n");
}

TEST(HealthTest, IsAliveEvenIfItIsNotReady) {
  EXPECT_EQ(Ask(absl::UnavailableError("no topic"), "/healthz").status, 200u);
}

}  // namespace
}  // namespace rollcall::http
