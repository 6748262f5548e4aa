// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/client_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "tests/server/rpc/tls/tls_link.h"

namespace rollcall::rpc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// For TLS 1.2 and 1.3.
class ClientCertificateTest : public ::testing::TestWithParam<int> {
 protected:
  // The server's verdict on a client with this certificate.
  absl::Status Connect(const testing::PemPair& certificate) {
    TlsLink link(*context_, {.version = GetParam(), .certificate = certificate});
    absl::Status status = link.Exchange();
    EXPECT_EQ(link.server.IsEstablished(), status.ok());
    names_ = link.server.PeerNames();
    alert_ = link.client.alert();
    return status;
  }

  TlsServerFiles files_;
  const std::unique_ptr<TlsContext> context_ = TlsContext::Load(files_.WithClientCa()).value();
  std::vector<std::string> names_;
  int alert_ = -1;
};

INSTANTIATE_TEST_SUITE_P(Versions, ClientCertificateTest, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST_P(ClientCertificateTest, AGoodOneNamesTheClient) {
  ASSERT_TRUE(Connect(files_.client_ca.Issue(
                          {.common_name = "agent",
                           .alternative_names = "DNS:a.example,URI:spiffe://cluster/agent,email:a@b.example,IP:::1",
                           .purpose = "clientAuth"}))
                  .ok());
  EXPECT_THAT(names_, ElementsAre("agent", "a.example", "spiffe://cluster/agent", "a@b.example"));
}

TEST_P(ClientCertificateTest, NamesWithControlCharactersAreLeftOut) {
  using std::string_literals::operator""s;
  for (const std::string& name : {"admin\0.evil"s, "admin\n"s}) {
    ASSERT_TRUE(Connect(files_.client_ca.Issue({.common_name = name, .alternative_names = "DNS:other"})).ok());
    EXPECT_THAT(names_, ElementsAre("other"));
  }
  ASSERT_TRUE(Connect(files_.client_ca.Issue({.common_name = "Jörg"})).ok());
  EXPECT_THAT(names_, ElementsAre("Jörg"));
}

TEST_P(ClientCertificateTest, NoneIsRefused) {
  const absl::Status status = Connect({});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(status.message(), HasSubstr("sent no certificate"));
  EXPECT_TRUE(names_.empty());
}

TEST_P(ClientCertificateTest, OneOfAnotherCaIsRefused) {
  const absl::Status status = Connect(files_.server_ca.Issue({.common_name = "agent"}));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("(CN=agent)"), HasSubstr("unable to get local issuer certificate")));
  EXPECT_EQ(alert_, SSL_AD_UNKNOWN_CA);
  EXPECT_TRUE(names_.empty());
}

TEST_P(ClientCertificateTest, OneThatIsNotValidNowIsRefused) {
  EXPECT_THAT(Connect(files_.client_ca.Issue({.valid_until_s = -60})).message(), HasSubstr("has expired"));
  EXPECT_EQ(alert_, SSL_AD_CERTIFICATE_EXPIRED);
  EXPECT_THAT(Connect(files_.client_ca.Issue({.valid_from_s = 60})).message(), HasSubstr("not yet valid"));
}

TEST_P(ClientCertificateTest, OneForServersIsRefused) {
  EXPECT_THAT(Connect(files_.client_ca.Issue({.purpose = "serverAuth"})).message(), HasSubstr("purpose"));
}

TEST_P(ClientCertificateTest, ALongSubjectIsCutInTheError) {
  std::string name;
  for (int i = 0; i < 64; ++i) name += "\U0001F600";  // each is escaped as twelve characters
  EXPECT_LT(Connect(files_.server_ca.Issue({.common_name = name})).message().size(), 400U);
}

}  // namespace
}  // namespace rollcall::rpc
