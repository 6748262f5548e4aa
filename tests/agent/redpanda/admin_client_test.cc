// SPDX-License-Identifier: Apache-2.0
// What is refused before anything is sent, and silence. tests/pipeline/test_agent_redpanda.py asks a server.
#include "agent/redpanda/admin_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "absl/status/status.h"
#include "tests/testing/silent_listener.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Normalized(const std::string& url) { return NormalizeAdminUrl(url).value_or("refused"); }

TEST(NormalizeAdminUrlTest, TakesTheUrlOfAnAdminApi) {
  EXPECT_EQ(Normalized("http://127.0.0.1:9644"), "http://127.0.0.1:9644");
  EXPECT_EQ(Normalized("http://127.0.0.1:9644/"), "http://127.0.0.1:9644");
  EXPECT_EQ(Normalized("https://gateway/redpanda"), "https://gateway/redpanda");
  EXPECT_EQ(Normalized("http://[::1]:9644"), "http://[::1]:9644");
}

TEST(NormalizeAdminUrlTest, RefusesEverythingElse) {
  for (const char* url : {"", "127.0.0.1:9644", "localhost", "ftp://a", "file:///etc/passwd", "http://", "http://a b",
                          "http://a?b=c", "http://a#b", "http://a:99999999"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(NormalizeAdminUrl(url).status())) << url;
    EXPECT_THAT(NormalizeAdminUrl(url).status().message(), HasSubstr(std::string("'") + url + "'"));
  }
}

TEST(NormalizeAdminUrlTest, ShowsNoPassword) {
  const absl::Status status = NormalizeAdminUrl("http://admin:s3cret@a:9644").status();
  EXPECT_THAT(status.message(), HasSubstr("--admin-password"));
  EXPECT_THAT(status.message(), Not(HasSubstr("s3cret")));
}

class AdminClientTest : public ::testing::Test {
 protected:
  AdminClientTest() { options_.urls = {"http://127.0.0.1:9644"}; }
  std::string RefusalOf(const AdminOptions& options) {
    const absl::Status status = NewAdminClient(options, cancellation_).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  }
  absl::Status ErrorOfGet(const std::string& url) {
    options_.urls = {url};
    return NewAdminClient(options_, cancellation_).value()->Get(url).status();
  }

  Cancellation cancellation_;
  AdminOptions options_;
};

TEST_F(AdminClientTest, RefusesOptionsThatDoNotFitTogether) {
  options_.password = "s3cret";
  EXPECT_THAT(RefusalOf(options_), HasSubstr("--admin-user"));
  options_.user = "a:b";
  EXPECT_THAT(RefusalOf(options_), HasSubstr("':'"));
  options_.user = "a";
  options_.token = "t";
  EXPECT_THAT(RefusalOf(options_), HasSubstr("exclude each other"));
  EXPECT_THAT(RefusalOf(AdminOptions()), HasSubstr("--admin-url is missing"));
}

TEST_F(AdminClientTest, RefusesATokenThatWouldBeAnotherHeader) {
  options_.token = "s3cret\r\nX-Injected: 1";
  const std::string refusal = RefusalOf(options_);
  EXPECT_THAT(refusal, HasSubstr("--admin-token"));
  EXPECT_THAT(refusal, Not(HasSubstr("s3cret")));
}

TEST_F(AdminClientTest, NamesAFileThatCannotBeRead) {
  options_.key_file = "/no/such.key";
  EXPECT_THAT(RefusalOf(options_), HasSubstr("--admin-key: '/no/such.key'"));
  options_.cert_file = "/no/such.pem";
  EXPECT_THAT(RefusalOf(options_), HasSubstr("--admin-cert: '/no/such.pem'"));
  options_.ca_file = "/no/such.ca";
  EXPECT_THAT(RefusalOf(options_), HasSubstr("--admin-ca: '/no/such.ca'"));
}

TEST_F(AdminClientTest, APortWithoutAListenerIsSilent) {
  const absl::Status status = ErrorOfGet("http://127.0.0.1:1");
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("--admin-url"));
}

TEST_F(AdminClientTest, AListenerThatNeverAnswersIsSilent) {
  const testing::SilentListener listener;
  options_.timeout = absl::Milliseconds(50);
  EXPECT_TRUE(absl::IsUnavailable(ErrorOfGet("http://127.0.0.1:" + std::to_string(listener.port()))));
}

TEST_F(AdminClientTest, IsCancelledWhileItWaits) {
  const testing::SilentListener listener;
  options_.timeout = absl::Hours(1);
  std::thread cancel([&] {
    listener.WaitForConnection();
    cancellation_.Cancel();
  });
  EXPECT_TRUE(absl::IsCancelled(ErrorOfGet("http://127.0.0.1:" + std::to_string(listener.port()))));
  cancel.join();
}

}  // namespace
}  // namespace rollcall::agent
