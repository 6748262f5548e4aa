// SPDX-License-Identifier: Apache-2.0
#include "server/api/grpc_status.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "server/response/error.h"
#include "server/response/not_ready.h"

namespace rollcall::api {
namespace {

using ::testing::HasSubstr;

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Detail>
Detail Only(const grpc::Status& status) {
  Detail detail;
  int found = 0;
  const google::rpc::Status details = DetailsOf(status);
  for (const auto& any : details.details()) found += any.UnpackTo(&detail) ? 1 : 0;
  EXPECT_EQ(found, 1) << Detail::descriptor()->full_name();
  return detail;
}

TEST(GrpcStatusTest, OkHasNoDetails) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_EQ(ToGrpcStatus(absl::OkStatus()).error_details(), "");
}

TEST(GrpcStatusTest, CodeMessageAndDetailsArrive) {
  const grpc::Status status = ToGrpcStatus(response::FieldError("page_size", "is -1"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "page_size: is -1");
  EXPECT_EQ(DetailsOf(status).code(), 3);  // google.rpc.Code.INVALID_ARGUMENT
  EXPECT_EQ(DetailsOf(status).message(), status.error_message());
  const auto info = Only<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  EXPECT_EQ(info.domain(), "rollcall.v1");
  EXPECT_EQ(Only<google::rpc::BadRequest>(status).field_violations(0).field(), "page_size");
}

TEST(GrpcStatusTest, EveryCodeIsTheSameInGrpc) {
  EXPECT_EQ(ToGrpcStatus(absl::AbortedError("x")).error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ToGrpcStatus(absl::UnavailableError("x")).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ToGrpcStatus(absl::FailedPreconditionError("x")).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ToGrpcStatus(absl::ResourceExhaustedError("x")).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ToGrpcStatus(absl::UnauthenticatedError("x")).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST(GrpcStatusTest, DetailsStayUnder4KiB) {
  const std::string lengthy(100'000, 'x');
  const grpc::Status refused = ToGrpcStatus(response::FieldError("filter.names[99]", lengthy));
  EXPECT_LT(refused.error_details().size(), 4096u);
  EXPECT_EQ(Only<google::rpc::ErrorInfo>(refused).reason(), "INVALID_FIELD");
  EXPECT_EQ(Only<google::rpc::BadRequest>(refused).field_violations_size(), 1);
}

TEST(GrpcStatusTest, IfAllDetailsAreTooManyTheReasonRemains) {
  absl::Status status = response::Unavailable(v1::ERROR_REASON_CATCHING_UP, "later", absl::Seconds(1));
  status.SetPayload("type.googleapis.com/google.rpc.DebugInfo", absl::Cord(std::string(5000, 'x')));
  const grpc::Status cut = ToGrpcStatus(status);
  EXPECT_LT(cut.error_details().size(), 4096u);
  EXPECT_EQ(Only<google::rpc::ErrorInfo>(cut).reason(), "CATCHING_UP");
}

TEST(GrpcStatusTest, RevisionNotReachedNamesBothRevisions) {
  const grpc::Status status = ToGrpcStatus(response::RevisionNotReached(17, 4));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto info = Only<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "REVISION_NOT_REACHED");
  EXPECT_EQ(info.metadata().at("minRevision"), "17");
  EXPECT_EQ(info.metadata().at("revision"), "4");
  EXPECT_GT(Only<google::rpc::RetryInfo>(status).retry_delay().seconds(), 0);
}

struct NotReadyCase {
  v1::SourceState state;
  grpc::StatusCode code;
  std::string reason;
  bool retry;
};

std::string NameOf(const ::testing::TestParamInfo<NotReadyCase>& info) {
  return v1::SourceState_Name(info.param.state);
}

class NotReadyTest : public ::testing::TestWithParam<NotReadyCase> {};

TEST_P(NotReadyTest, SaysWhy) {
  state::SourceStatus source;
  source.state = GetParam().state;
  source.topic = "some_topic";
  source.detail = "the detail";
  const grpc::Status status = ToGrpcStatus(response::NotReady(source));
  EXPECT_EQ(status.error_code(), GetParam().code);
  const auto info = Only<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), GetParam().reason);
  EXPECT_EQ(info.metadata().at("topic"), "some_topic");
  EXPECT_THAT(status.error_message(), HasSubstr("some_topic"));
  EXPECT_THAT(status.error_message(), HasSubstr("the detail"));
  EXPECT_EQ(DetailsOf(status).details_size(), GetParam().retry ? 2 : 1);
  if (GetParam().retry) {
    EXPECT_EQ(Only<google::rpc::RetryInfo>(status).retry_delay().seconds(), 1);
  }
}

constexpr auto kUnavailable = grpc::StatusCode::UNAVAILABLE;

INSTANTIATE_TEST_SUITE_P(
    States, NotReadyTest,
    ::testing::Values(NotReadyCase{v1::SOURCE_STATE_BEHIND, kUnavailable, "CATCHING_UP", true},
                      NotReadyCase{v1::SOURCE_STATE_CURRENT, kUnavailable, "CATCHING_UP", true},
                      NotReadyCase{v1::SOURCE_STATE_TOPIC_MISSING, kUnavailable, "TOPIC_MISSING", true},
                      NotReadyCase{v1::SOURCE_STATE_DISCONNECTED, kUnavailable, "BROKER_UNREACHABLE", true},
                      NotReadyCase{v1::SOURCE_STATE_TOPIC_UNSUITABLE, grpc::StatusCode::FAILED_PRECONDITION,
                                   "TOPIC_UNSUITABLE", false}),
    NameOf);

}  // namespace
}  // namespace rollcall::api
