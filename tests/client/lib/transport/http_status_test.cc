// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/http_status.h"

#include <gtest/gtest.h>

namespace rollcall::client {
namespace {

TEST(HttpStatusTest, UsualOnesHaveNames) {
  EXPECT_EQ(HttpStatusText(404), "HTTP 404 Not Found");
  EXPECT_EQ(HttpStatusText(502), "HTTP 502 Bad Gateway");
  EXPECT_EQ(HttpStatusText(418), "HTTP 418");
}

TEST(HttpStatusTest, AGatewayIsToldFromAWebServer) {
  EXPECT_EQ(WhoAnswersWith(301), "a web site that is elsewhere");
  EXPECT_EQ(WhoAnswersWith(403), "a web server or an HTTP proxy");
  EXPECT_EQ(WhoAnswersWith(503), "an HTTP proxy that does not reach its server");
  EXPECT_EQ(WhoAnswersWith(505), "a web server or an HTTP proxy");
}

}  // namespace
}  // namespace rollcall::client
