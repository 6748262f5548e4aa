// SPDX-License-Identifier: Apache-2.0
// What a person meets who calls a server with TLS, or one that wants to know the caller.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"
#include "tests/testing/tls_server.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages and the certificates of these tests
using ::testing::HasSubstr;
using ::testing::Not;

class TlsTest : public ProgramFixture {
 protected:
  void ServeTls(const PemPair& pair, ClientCertificate client = ClientCertificate::kNotAsked) {
    service_.Stop();
    service_.SetCredentials(folder_.ServerCredentials(pair, client));
    service_.Start();
    service_.AnswerNodes(ListingOf({}, 7));
  }

  std::string Unreached(const std::string& cause_and_advice) {
    return absl::StrCat("rollcall: no server could be reached: ", service_.address(), " ", cause_and_advice, "\n");
  }

  const TlsFolder folder_;
};

TEST_F(TlsTest, ListsWithTlsAndAToken) {
  ServeTls(folder_.IssueForLoopback());
  const std::string token = folder_.Write("token", "s3cret\n");
  EXPECT_EQ(Run({"list", "--tls-ca", folder_.ca(), "--token-file", token}), kExitYes) << err_.text();
  EXPECT_EQ(service_.authorizations().back(), "Bearer s3cret");
}

TEST_F(TlsTest, ForgettingTls) {
  ServeTls(folder_.IssueForLoopback());
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_EQ(err_.text(),
            Unreached("(it closed the connection without an answer: it may expect TLS, be another service such as "
                      "Kafka, or have as many connections as it takes); check the port; if the server speaks TLS, give "
                      "--tls, with --tls-ca FILE if its CA is not one of the system's"));
}

TEST_F(TlsTest, TlsWhereThereIsNone) {
  EXPECT_EQ(Run({"list", "--tls"}), kExitNoAnswer);
  EXPECT_EQ(err_.text(), Unreached("(it does not speak TLS); check the port, or leave out --tls and the other options "
                                   "of TLS"));
}

TEST_F(TlsTest, ACaThatIsNotKnown) {
  ServeTls(folder_.IssueForLoopback());
  EXPECT_EQ(Run({"list", "--tls"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(),
              HasSubstr("(its certificate is not signed by a CA that is trusted here, or is expired or not "
                        "yet valid); name the CA that signed it with --tls-ca"));
}

TEST_F(TlsTest, AnotherName) {
  ServeTls(folder_.authority().Issue({.alternative_names = "DNS:rollcall.example"}));
  EXPECT_EQ(Run({"list", "--tls-ca", folder_.ca()}), kExitNoAnswer);
  EXPECT_EQ(err_.text(), Unreached("(its certificate is not for 127.0.0.1); address the server by a name of its "
                                   "certificate, or give that name with --tls-server-name"));
  EXPECT_EQ(Run({"list", "--tls-ca", folder_.ca(), "--tls-server-name", "rollcall.example"}), kExitYes);
  EXPECT_EQ(Run({"list", "--tls-skip-verify"}), kExitYes);
}

TEST_F(TlsTest, AClientCertificateThatIsMissing) {
  ServeTls(folder_.IssueForLoopback(), ClientCertificate::kRequired);
  EXPECT_EQ(Run({"list", "--tls-ca", folder_.ca()}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("it may require a client certificate"));
  EXPECT_THAT(err_.text(), HasSubstr("--tls-cert and --tls-key"));
}

TEST_F(TlsTest, AnUnknownCallerIsAFinalErrorForEachCommand) {
  service_.FailNodes(ServerError(grpc::StatusCode::UNAUTHENTICATED, "TOKEN_UNKNOWN", "the token is not known"));
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_EQ(err_.text(),
            "rollcall: the token is not known (TOKEN_UNKNOWN); give a token that the server knows with "
            "--token-file, or a certificate with --tls-cert and --tls-key\n");
  service_.Break(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "no token"));
  EXPECT_EQ(Run({"watch"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: no token; give a token"));
}

TEST_F(TlsTest, ACallerWithoutTheRight) {
  service_.FailNodes(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "alice may not list"));
  EXPECT_EQ(Run({"list"}), kExitNoAnswer);
  EXPECT_EQ(err_.text(),
            "rollcall: alice may not list; use a token or certificate that the server's operator has "
            "allowed to do this\n");
}

TEST_F(TlsTest, OptionsThatCannotBeUsedAreUsageErrorsOfEachCommand) {
  for (const char* command : {"list", "nodes", "watch"}) {
    EXPECT_EQ(Run({command, "--tls-ca", "/no/such"}), kExitUsage);
    EXPECT_EQ(Run({command, "--token-file", "/no/such"}), kExitUsage);
  }
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: cannot read /no/such: No such file or directory\n"));
}

TEST_F(TlsTest, ATokenNeverLeavesInClearText) {
  const std::string token = folder_.Write("token", "s3cret\n");
  EXPECT_EQ(RunAt("192.0.2.1:50051", {"list", "--token-file", token}), kExitUsage);
  EXPECT_THAT(err_.text(), HasSubstr("in clear text to 192.0.2.1:50051; use TLS (--tls)"));
  EXPECT_THAT(err_.text(), Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace rollcall::cli
