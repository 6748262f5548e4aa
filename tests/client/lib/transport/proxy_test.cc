// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/lib/transport/transport_error.h"
#include "rollcall/client/error.h"

namespace rollcall::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kServer[] = "rollcall.example:50051";

// "ADDRESS CREDENTIALS"; empty if there is no proxy, "unusable" if it cannot be used.
std::string ProxyOf(const std::string& url, const std::string& server = kServer, const std::string& exceptions = "") {
  const auto proxy = ProxyFor({.url = url, .source = "https_proxy", .exceptions = exceptions}, server);
  if (!proxy.ok()) return "unusable";
  return proxy->has_value() ? (*proxy)->address + " " + (*proxy)->credentials : "";
}

TEST(ProxyTest, TheUrlMayLeaveOutWhatIsUsual) {
  EXPECT_EQ(ProxyOf("http://proxy:3128"), "proxy:3128 ");
  EXPECT_EQ(ProxyOf("HTTP://proxy:3128/"), "proxy:3128 ");
  EXPECT_EQ(ProxyOf("proxy:3128"), "proxy:3128 ");
  EXPECT_EQ(ProxyOf("http://proxy"), "proxy:80 ");
  EXPECT_EQ(ProxyOf("http://[::1]:3128"), "[::1]:3128 ");
  EXPECT_EQ(ProxyOf("http://me:p%40ss%zz@proxy:3128"), "proxy:3128 me:p@ss%zz");
}

TEST(ProxyTest, NotForEachServer) {
  EXPECT_EQ(ProxyOf(""), "");
  EXPECT_EQ(ProxyOf("http://proxy:1", "127.0.0.1:50051"), "");
  EXPECT_EQ(ProxyOf("http://proxy:1", "unix:/run/rollcalld"), "");
  EXPECT_EQ(ProxyOf("http://proxy:1", kServer, ".example"), "");
  EXPECT_EQ(ProxyOf("http://proxy:1", "[2001:db8::1]:50051", "2001:db8::/32"), "");
  EXPECT_EQ(ProxyOf("http://proxy:1", kServer, "ollcall.example"), "proxy:1 ");
}

TEST(ProxyTest, AUrlThatCannotBeUsedIsAnErrorWithoutItsPassword) {
  for (const std::string url :
       {"https://me:s3cret@proxy:1", "socks5://me:s3cret@proxy:1", "http://me:s3cret@", "http://me:s3cret@a:1,b:1"}) {
    const auto proxy = ProxyFor({.url = url, .source = "https_proxy"}, kServer);
    ASSERT_TRUE(absl::IsInvalidArgument(proxy.status())) << url;
    const std::string message(proxy.status().message());
    EXPECT_THAT(message, HasSubstr("https_proxy"));
    EXPECT_THAT(message, HasSubstr("or name rollcall.example:50051 in no_proxy"));
    EXPECT_THAT(message, Not(HasSubstr("s3cret")));
  }
  EXPECT_EQ(ProxyOf("https://proxy:1", "127.0.0.1:50051"), "") << "it is not needed";
}

TEST(ProxyTest, IsNamedByTheErrorsOfTheWay) {
  const Proxy proxy = {.address = "proxy:3128", .credentials = "me:s3cret", .source = "https_proxy"};
  const absl::Status refused = NameProxy(absl::UnavailableError("Connection refused"), proxy);
  EXPECT_EQ(refused.message(), "through the proxy proxy:3128, which https_proxy names: connection refused");
  EXPECT_EQ(TransportProblemOf(refused), TransportProblem::kProxy);
  const absl::Status late = NameProxy(absl::DeadlineExceededError("Deadline Exceeded"), proxy);
  EXPECT_EQ(Summary(late), "through the proxy proxy:3128, which https_proxy names: no answer in time");
  EXPECT_TRUE(absl::IsDeadlineExceeded(late));
  const absl::Status wrong = WithTransportProblem(absl::UnavailableError("x"), TransportProblem::kWrongName);
  EXPECT_EQ(TransportProblemOf(NameProxy(wrong, proxy)), TransportProblem::kWrongName);
  const absl::Status final_error = absl::InvalidArgumentError("bad glob");
  EXPECT_EQ(NameProxy(final_error, proxy), final_error);
}

}  // namespace
}  // namespace rollcall::client
