// SPDX-License-Identifier: Apache-2.0
// The reason of an error decides its kind, and its summary is one line.
#include "rollcall/client/error.h"

#include <gtest/gtest.h>

#include <string>

#include "client/lib/make_error.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/received_error.h"

namespace rollcall::client {
namespace {

absl::Status ErrorWith(grpc::StatusCode code, const std::string& reason, absl::Duration delay = absl::ZeroDuration()) {
  return testing::ReceivedError(testing::ServerError(code, reason, "text", delay));
}

TEST(ErrorTest, ReasonBeatsCode) {
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP")), ErrorKind::kNotReady);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::RESOURCE_EXHAUSTED, "WATCHER_LIMIT")), ErrorKind::kNotReady);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::RESOURCE_EXHAUSTED, "LIST_LIMIT")), ErrorKind::kNotReady);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::ABORTED, "PAGE_TOKEN_EXPIRED")), ErrorKind::kStartAgain);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD")), ErrorKind::kFinal);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::FAILED_PRECONDITION, "TOPIC_UNSUITABLE")), ErrorKind::kFinal);
}

TEST(ErrorTest, WithoutAReasonTheCodeDecides) {
  EXPECT_EQ(KindOf(absl::OkStatus()), ErrorKind::kNone);
  EXPECT_EQ(KindOf(absl::UnavailableError("")), ErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(absl::DeadlineExceededError("")), ErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(absl::InternalError("Received RST_STREAM with error code 2")), ErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(absl::UnknownError("No status received")), ErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(absl::ResourceExhaustedError("ENHANCE_YOUR_CALM")), ErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(absl::CancelledError("RST_STREAM")), ErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(absl::UnimplementedError("no such method")), ErrorKind::kFinal);
  EXPECT_EQ(KindOf(absl::PermissionDeniedError("a proxy's word")), ErrorKind::kFinal);
}

TEST(ErrorTest, TheCodeOfAnUnknownReasonDecides) {
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::UNAVAILABLE, "SOMETHING_NEW")), ErrorKind::kNotReady);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::RESOURCE_EXHAUSTED, "SOMETHING_NEW")), ErrorKind::kNotReady);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::ABORTED, "SOMETHING_NEW")), ErrorKind::kStartAgain);
  EXPECT_EQ(KindOf(ErrorWith(grpc::StatusCode::INTERNAL, "SOMETHING_NEW")), ErrorKind::kFinal);
}

TEST(ErrorTest, ReasonsOfOtherDomainsAndBrokenDetailsCountAsNone) {
  EXPECT_EQ(ReasonOf(MakeServerError(absl::StatusCode::kUnavailable, "text", "\xff\xff not a message")), "");
  EXPECT_EQ(RetryDelayOf(absl::UnavailableError("")), absl::ZeroDuration());
}

TEST(ErrorTest, RetryDelayIsRead) {
  EXPECT_EQ(RetryDelayOf(ErrorWith(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP", absl::Milliseconds(1500))),
            absl::Milliseconds(1500));
}

TEST(ErrorTest, TheSummaryLeavesOutTheTextAroundATransportError) {
  EXPECT_EQ(Summary(absl::UnavailableError(
                "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: Failed to "
                "connect to remote host: Connection refused")),
            "connection refused");
  EXPECT_EQ(Summary(ErrorWith(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP")), "text (CATCHING_UP)");
}

TEST(ErrorTest, ACombinedErrorNamesEachServerAndKeepsTheMostInformativeDetails) {
  const absl::Status combined = CombineErrors({{"a:1", absl::UnavailableError("Connection refused")},
                                               {"b:2", ErrorWith(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP")}});
  EXPECT_EQ(combined.message(), "no server has an answer: a:1 (connection refused), b:2 (text (CATCHING_UP))");
  EXPECT_EQ(ReasonOf(combined), "CATCHING_UP");
  const absl::Status unreached =
      CombineErrors({{"unix:/s", absl::UnavailableError("last error: UNKNOWN: unix:/s: No such file")}});
  const absl::Status silent =
      CombineErrors({{"1.2.3.4:5", absl::UnavailableError("last error: UNAVAILABLE: ipv4:1.2.3.4:5: timed out")}});
  EXPECT_EQ(silent.message(), "no server could be reached: 1.2.3.4:5 (timed out)");
  EXPECT_EQ(unreached.message(), "no server could be reached: unix:/s (No such file)");
}

}  // namespace
}  // namespace rollcall::client
