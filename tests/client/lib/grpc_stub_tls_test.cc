// SPDX-License-Identifier: Apache-2.0
// TLS and tokens, against a real gRPC server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "client/lib/stub.h"
#include "client/lib/transport/transport_error.h"
#include "client/lib/watch/resuming_watch.h"
#include "rollcall/client/connector.h"
#include "rollcall/client/error.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/status_messages.h"
#include "tests/testing/tls_server.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages and the certificates of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::Duration kTimeout = absl::Seconds(10);

class GrpcStubTlsTest : public ::testing::Test {
 protected:
  GrpcStubTlsTest() { MuteLibraryLogs(); }

  void Serve(std::shared_ptr<grpc::ServerCredentials> credentials) {
    service_ = std::make_unique<FakeStatusService>(std::move(credentials));
    service_->AnswerNodes(ListingOf({}, 7));
  }

  absl::Status List(const TransportOptions& transport) { return List(transport, service_->address()); }

  static absl::Status List(const TransportOptions& transport, const std::string& server) {
    const std::unique_ptr<Connector> connector = MakeGrpcConnector({.transport = transport});
    v1::ListNodesResponse response;
    return connector->Connect(server)->ListNodes({}, kTimeout, response);
  }

  TransportOptions TrustCa() const { return {.tls = TlsOptions{.ca_file = folder_.ca()}}; }

  TransportOptions WithCertificate(const PemPair& pair) const {
    TransportOptions transport = TrustCa();
    transport.tls->certificate_file = folder_.Write("client.pem", pair.certificate);
    transport.tls->key_file = folder_.Write("client.key", pair.key);
    return transport;
  }

  const TlsFolder folder_;
  std::unique_ptr<FakeStatusService> service_;
};

TEST_F(GrpcStubTlsTest, SpeaksTlsWithAServerOfAKnownCa) {
  Serve(folder_.ServerCredentials(folder_.IssueForLoopback()));
  const absl::Status listed = List(TrustCa());
  EXPECT_TRUE(listed.ok()) << listed;
}

TEST_F(GrpcStubTlsTest, ClearTextToATlsServer) {
  Serve(folder_.ServerCredentials(folder_.IssueForLoopback()));
  const absl::Status error = List({});
  EXPECT_EQ(TransportProblemOf(error), TransportProblem::kClosedByServer) << error;
  EXPECT_EQ(KindOf(error), ErrorKind::kUnreachable);
}

TEST_F(GrpcStubTlsTest, TlsToAClearTextServer) {
  Serve(grpc::InsecureServerCredentials());
  const absl::Status error = List(TrustCa());
  EXPECT_EQ(TransportProblemOf(error), TransportProblem::kNoTls) << error;
  EXPECT_EQ(error.message(), "it does not speak TLS");
}

TEST_F(GrpcStubTlsTest, ACertificateOfAnUnknownCa) {
  Serve(folder_.ServerCredentials(TestAuthority("another CA").Issue({.alternative_names = "IP:127.0.0.1"})));
  const absl::Status error = List(TrustCa());
  EXPECT_EQ(TransportProblemOf(error), TransportProblem::kUntrustedCertificate) << error;
  EXPECT_TRUE(service_->list_requests().empty());
}

TEST_F(GrpcStubTlsTest, ACertificateThatIsExpired) {
  Serve(folder_.ServerCredentials(
      folder_.authority().Issue({.alternative_names = "IP:127.0.0.1", .valid_until_s = -60})));
  const absl::Status error = List(TrustCa());
  EXPECT_EQ(TransportProblemOf(error), TransportProblem::kUntrustedCertificate) << error;
  EXPECT_THAT(std::string(error.message()), HasSubstr("expired"));
}

TEST_F(GrpcStubTlsTest, ACertificateForAnotherName) {
  Serve(folder_.ServerCredentials(folder_.authority().Issue({.alternative_names = "DNS:rollcall.example"})));
  const absl::Status error = List(TrustCa());
  EXPECT_EQ(TransportProblemOf(error), TransportProblem::kWrongName) << error;
  EXPECT_EQ(error.message(), "its certificate is not for 127.0.0.1");
  TransportOptions named = TrustCa();
  named.tls->server_name = "rollcall.example";
  const absl::Status listed = List(named);
  EXPECT_TRUE(listed.ok()) << listed;
}

TEST_F(GrpcStubTlsTest, AnyCertificateIfNoneIsVerified) {
  Serve(folder_.ServerCredentials(TestAuthority("another CA").Issue({.alternative_names = "DNS:rollcall.example"})));
  const absl::Status listed = List({.tls = TlsOptions{.verification = TlsOptions::Verification::kNone}});
  EXPECT_TRUE(listed.ok()) << listed;
}

TEST_F(GrpcStubTlsTest, AServerThatRequiresAClientCertificate) {
  Serve(folder_.ServerCredentials(folder_.IssueForLoopback(), ClientCertificate::kRequired));
  EXPECT_EQ(TransportProblemOf(List(TrustCa())), TransportProblem::kClosedInHandshake);
  const PemPair foreign = TestAuthority("another CA").Issue({.common_name = "client"});
  EXPECT_EQ(TransportProblemOf(List(WithCertificate(foreign))), TransportProblem::kClosedInHandshake);
  TransportOptions known = WithCertificate(folder_.authority().Issue({.common_name = "client"}));
  EXPECT_TRUE(List(known).ok());
  *known.tls = {.certificate_file = known.tls->certificate_file,
                .key_file = known.tls->key_file,
                .verification = TlsOptions::Verification::kNone};
  const absl::Status unverified = List(known);
  EXPECT_TRUE(unverified.ok()) << unverified;
}

TEST_F(GrpcStubTlsTest, AFileThatIsGoneFailsTheCallAndIsNamed) {
  Serve(folder_.ServerCredentials(folder_.IssueForLoopback()));
  for (const TransportOptions& transport :
       {TransportOptions{.tls = TlsOptions{.ca_file = "/no/such"}}, TransportOptions{.token_file = "/no/such"}}) {
    const absl::Status error = List(transport);
    EXPECT_EQ(error.message(), "cannot read /no/such: No such file or directory");
    EXPECT_EQ(TransportProblemOf(error), TransportProblem::kUnusableFiles);
    EXPECT_EQ(KindOf(error), ErrorKind::kUnreachable);
  }
}

TEST_F(GrpcStubTlsTest, TheTokenIsReadForEachCall) {
  Serve(folder_.ServerCredentials(folder_.IssueForLoopback()));
  TransportOptions transport = TrustCa();
  transport.token_file = folder_.Write("token", "old\n");
  const std::unique_ptr<Connector> connector = MakeGrpcConnector({.transport = transport});
  const std::unique_ptr<Stub> stub = connector->Connect(service_->address());
  v1::ListNodesResponse response;
  EXPECT_TRUE(stub->ListNodes({}, kTimeout, response).ok());
  folder_.Write("token", "new\n");
  EXPECT_TRUE(stub->ListNodes({}, kTimeout, response).ok());
  Cancellation cancellation;
  const std::unique_ptr<WatchStream> stream = stub->WatchStatus({}, cancellation);
  EXPECT_TRUE(service_->AwaitWatches(1));
  EXPECT_THAT(service_->authorizations(), ElementsAre("Bearer old", "Bearer new", "Bearer new"));
}

TEST_F(GrpcStubTlsTest, WithoutATokenFileNoneIsSent) {
  Serve(grpc::InsecureServerCredentials());
  EXPECT_TRUE(List({}).ok());
  EXPECT_THAT(service_->authorizations(), ElementsAre(""));
}

TEST_F(GrpcStubTlsTest, ATokenIsNotSentInClearTextToAnotherMachine) {
  const absl::Status error = List({.token_file = folder_.Write("token", "s3cret")}, "192.0.2.1:50051");
  EXPECT_THAT(std::string(error.message()), HasSubstr("in clear text to 192.0.2.1:50051"));
}

TEST_F(GrpcStubTlsTest, TheServersRefusalsAreKnown) {
  service_ = std::make_unique<FakeStatusService>();
  service_->FailNodes(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "reader may not do this"));
  const absl::Status denied = List({});
  EXPECT_EQ(denied.message(), "reader may not do this");
  EXPECT_EQ(TransportProblemOf(denied), TransportProblem::kPermissionDenied);
  EXPECT_EQ(KindOf(denied), ErrorKind::kFinal);
}

class NoObserver final : public WatchObserver {
 public:
  void OnLost(const Lost& /*lost*/) override {}
  void OnResumed(const Resumed& /*resumed*/) override { ++resumed; }
  int resumed = 0;
};

// The server comes back with another certificate, as after a renewal, and the client has got a new token.
TEST_F(GrpcStubTlsTest, AWatchResumesOverARestartOfTheServer) {
  Serve(folder_.ServerCredentials(folder_.IssueForLoopback()));
  TransportOptions transport = TrustCa();
  transport.token_file = folder_.Write("token", "old");
  const std::unique_ptr<Connector> connector = MakeGrpcConnector({.transport = transport});
  Cancellation cancellation;
  NoObserver observer;
  ResumingWatch watch({service_->address()}, {}, {}, *connector, SystemClock(), cancellation, observer);
  const Instant deadline = Instant::Now() + absl::Seconds(30);
  v1::WatchStatusResponse message;
  service_->Send(SnapshotOf({}, 7, "token-7"));
  ASSERT_EQ(watch.Next(deadline, message), WatchRead::kMessage);
  service_->Stop();
  folder_.Write("token", "new");
  service_->SetCredentials(folder_.ServerCredentials(folder_.IssueForLoopback()));
  service_->Start();
  service_->Send(SnapshotOf({}, 8, "token-8"));
  ASSERT_EQ(watch.Next(deadline, message), WatchRead::kMessage);
  EXPECT_EQ(service_->watch_requests().back().resume_token(), "token-7");
  EXPECT_EQ(service_->authorizations().back(), "Bearer new");
  EXPECT_EQ(observer.resumed, 1);
}

}  // namespace
}  // namespace rollcall::client
