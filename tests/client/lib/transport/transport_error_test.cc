// SPDX-License-Identifier: Apache-2.0
// What no server of the other tests answers. tests/client/lib/grpc_stub_tls_test.cc has the rest.
#include "client/lib/transport/transport_error.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/lib/make_error.h"
#include "rollcall/client/error.h"

namespace rollcall::client {
namespace {

absl::Status Unreached(const std::string& cause) {
  return absl::UnavailableError(
      absl::StrCat("failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: ", cause));
}

absl::Status Explained(const std::string& cause, Security security) {
  return ExplainTransportError(Unreached(cause), security);
}

TEST(TransportErrorTest, AnAlertOfTheServerIsQuoted) {
  const absl::Status error =
      Explained("Ssl handshake failed: SSL_ERROR_SSL: error:0A000410:SSL routines::sslv3 alert handshake failure",
                Security::kTls);
  EXPECT_EQ(error.message(), "it refused the TLS handshake: handshake failure");
  EXPECT_EQ(TransportProblemOf(error), TransportProblem::kClosedInHandshake);
}

TEST(TransportErrorTest, OtherProtocolsAreToldApart) {
  EXPECT_EQ(TransportProblemOf(Explained("Cannot check peer: missing selected ALPN property.", Security::kTls)),
            TransportProblem::kNoHttp2);
  EXPECT_EQ(TransportProblemOf(Explained("Trying to connect an http1.x server", Security::kClearText)),
            TransportProblem::kNoHttp2);
  EXPECT_EQ(TransportProblemOf(Explained("Endpoint read failed", Security::kTls)),
            TransportProblem::kClosedInHandshake);
}

// Codes as gRPC derives them from HTTP statuses: without this, some would be final.
TEST(TransportErrorTest, AnHttpStatusIsNoAnswerOfARollcalld) {
  const std::pair<absl::StatusCode, int> statuses[] = {{absl::StatusCode::kUnknown, 301},
                                                       {absl::StatusCode::kUnauthenticated, 401},
                                                       {absl::StatusCode::kPermissionDenied, 403},
                                                       {absl::StatusCode::kUnimplemented, 404},
                                                       {absl::StatusCode::kUnavailable, 502}};
  for (const auto& [code, status] : statuses) {
    const absl::Status error = ExplainTransportError(
        absl::Status(code, absl::StrCat("Received http2 header with status: ", status)), Security::kClearText);
    EXPECT_EQ(TransportProblemOf(error), TransportProblem::kHttpAnswer) << status;
    EXPECT_EQ(KindOf(error), ErrorKind::kUnreachable) << status;
    EXPECT_TRUE(absl::StrContains(error.message(), absl::StrCat("it answered HTTP ", status, " "))) << error;
  }
}

TEST(TransportErrorTest, AnotherServiceIsNoRollcalld) {
  const absl::Status other = ExplainTransportError(absl::UnimplementedError("unknown service"), Security::kTls);
  EXPECT_EQ(other.message(),
            "it is a gRPC server, but no rollcalld, or one that is older than this client: unknown service");
  EXPECT_EQ(KindOf(other), ErrorKind::kUnreachable);
  EXPECT_EQ(TransportProblemOf(ExplainTransportError(absl::InternalError("Bad GRPC frame type 0x3c"), Security::kTls)),
            TransportProblem::kOtherService);
  const absl::Status detailed = MakeServerError(absl::StatusCode::kUnimplemented, "not yet", "details");
  EXPECT_EQ(ExplainTransportError(detailed, Security::kTls), detailed) << "a rollcalld said that";
}

TEST(TransportErrorTest, AProxyThatRefusesIsNamedWithItsStatus) {
  for (const Security security : {Security::kTls, Security::kClearText}) {
    const absl::Status error = Explained("HTTP proxy returned response code 407", security);
    EXPECT_EQ(error.message(), "the proxy answered HTTP 407 Proxy Authentication Required");
    EXPECT_EQ(TransportProblemOf(error), TransportProblem::kProxy);
  }
}

TEST(TransportErrorTest, AServerThatSaysNothing) {
  EXPECT_EQ(TransportProblemOf(
                Explained("connection attempt timed out before receiving SETTINGS frame", Security::kClearText)),
            TransportProblem::kSilent);
}

TEST(TransportErrorTest, AMachineWithoutCasIsNoMystery) {
  EXPECT_EQ(TransportProblemOf(ExplainTransportError(absl::UnavailableError("empty address list: "), Security::kTls)),
            TransportProblem::kNoSystemCas);
}

TEST(TransportErrorTest, WhatIsNotAboutTheTransportStays) {
  const absl::Status errors[] = {
      absl::UnavailableError("Socket closed"),  // the end of a connection that had been made
      Unreached("Failed to connect to remote host: Connection refused"),
      absl::UnavailableError("DNS resolution failed for nowhere:1: C-ares status is not ARES_SUCCESS"),
      absl::DeadlineExceededError("Deadline Exceeded"), absl::InvalidArgumentError("certificate verify failed")};
  for (const absl::Status& error : errors) {
    EXPECT_EQ(ExplainTransportError(error, Security::kTls), error);
    EXPECT_EQ(TransportProblemOf(error), TransportProblem::kNone);
  }
}

TEST(TransportErrorTest, TheProblemIsKeptWhereTheErrorsOfServersAreCombined) {
  const absl::Status closed = Explained("Socket closed", Security::kClearText);
  EXPECT_EQ(TransportProblemOf(CombineErrors({{"a:1", closed}, {"b:1", absl::UnavailableError("refused")}})),
            TransportProblem::kClosedByServer);
  EXPECT_EQ(TransportProblemOf(CombineErrors({{"a:1", absl::UnavailableError("refused")}, {"b:1", closed}})),
            TransportProblem::kClosedByServer)
      << "what is known comes first";
  EXPECT_EQ(KindOf(closed), ErrorKind::kUnreachable);
}

}  // namespace
}  // namespace rollcall::client
