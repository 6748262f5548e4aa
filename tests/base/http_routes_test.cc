// SPDX-License-Identifier: Apache-2.0
#include "base/http_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall {
namespace {

HttpRoute Route(const std::string& path, HttpRoute::Match match = HttpRoute::Match::kPath) {
  return {.path = path, .handler = [](const HttpRequest&) { return HttpResponse(); }, .match = match};
}

std::string PathOf(const HttpRoute* route) { return route == nullptr ? "none" : route->path; }

TEST(HttpRoutesTest, ThePathItselfComesBeforeTheLongestPrefix) {
  const HttpRoutes routes({Route("/a/", HttpRoute::Match::kPrefix), Route("/a/b/", HttpRoute::Match::kPrefix),
                           Route("/a/b/c"), Route("/")});
  EXPECT_EQ(PathOf(routes.Find("/a/b/c")), "/a/b/c");
  EXPECT_EQ(PathOf(routes.Find("/a/b/d")), "/a/b/");
  EXPECT_EQ(PathOf(routes.Find("/a/x")), "/a/");
  EXPECT_EQ(PathOf(routes.Find("/a")), "none");
  EXPECT_EQ(PathOf(routes.Find("/")), "/");
  EXPECT_EQ(PathOf(routes.Find("")), "none");
}

TEST(HttpRoutesTest, AnyOtherPathIsToldWhatThereIs) {
  const HttpResponse response = HttpRoutes({Route("/metrics"), Route("/healthz")}).NotFound();
  EXPECT_EQ(response.status, 404u);
  EXPECT_THAT(response.body, ::testing::HasSubstr("/metrics, /healthz"));
}

}  // namespace
}  // namespace rollcall
