// SPDX-License-Identifier: Apache-2.0
#include "server/response/error.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/cord.h"
#include "base/exit_code.h"
#include "tests/testing/error_detail.h"

namespace rollcall::response {
namespace {

using testing::DetailOf;
using testing::HasDetail;
using ::testing::HasSubstr;

TEST(ErrorTest, HasTheReasonAndMetadataInAnErrorInfo) {
  const absl::Status status =
      Error(absl::StatusCode::kAborted, v1::ERROR_REASON_PAGE_TOKEN_EXPIRED, "too late", {{"revision", "7"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(status.message(), "too late");
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.domain(), "rollcall.v1");
  EXPECT_EQ(info.reason(), "PAGE_TOKEN_EXPIRED");
  EXPECT_EQ(info.metadata().at("revision"), "7");
  EXPECT_FALSE(HasDetail<google::rpc::RetryInfo>(status));
  EXPECT_FALSE(HasDetail<google::rpc::BadRequest>(status));
}

TEST(ErrorTest, AFieldErrorNamesTheField) {
  const absl::Status status = FieldError("filter.names[3]", "is too long");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "filter.names[3]: is too long");
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  EXPECT_EQ(info.metadata().at("field"), "filter.names[3]");
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_EQ(bad_request.field_violations(0).field(), "filter.names[3]");
  EXPECT_EQ(bad_request.field_violations(0).description(), "is too long");
}

TEST(ErrorTest, DetailsStayUnderFourKiB) {
  const absl::Status status = FieldError("filter.names[3]", std::string(100'000, 'x'));
  size_t bytes = status.message().size();
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { bytes += url.size() + payload.size(); });
  EXPECT_LT(bytes, 3000u);  // base64 adds a third
}

TEST(ErrorTest, LongMetadataIsCut) {
  const absl::Status status = Error(absl::StatusCode::kAborted, v1::ERROR_REASON_PAGE_TOKEN_EXPIRED, "too late",
                                    {{"topic", std::string(1000, 't')}});
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("topic"), std::string(253, 't') + "...");
}

TEST(ErrorTest, CutsBetweenCodePoints) {
  std::string text(1020, 'x');
  for (int i = 0; i < 10; ++i) text += "\xC3\xA9";
  const absl::Status status = FieldError("f", text);
  EXPECT_THAT(std::string(status.message()), HasSubstr("..."));
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  EXPECT_EQ(bad_request.field_violations(0).description(), std::string(1020, 'x') + "...");
}

TEST(ErrorTest, LimitReachedSaysWhenToTryAgain) {
  const absl::Status status = LimitReached(v1::ERROR_REASON_WATCHER_LIMIT, "full");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "full");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "WATCHER_LIMIT");
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status).retry_delay().seconds(), 1);
}

TEST(ErrorTest, UnavailableSaysWhenToTryAgain) {
  const absl::Status status =
      Unavailable(v1::ERROR_REASON_REVISION_NOT_REACHED, "not there", absl::Milliseconds(1500), {{"revision", "7"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("revision"), "7");
}

TEST(ErrorTest, RevisionNotReachedNamesBothRevisions) {
  const absl::Status status = RevisionNotReached(17, 4);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "REVISION_NOT_REACHED");
  EXPECT_EQ(info.metadata().at("minRevision"), "17");
  EXPECT_EQ(info.metadata().at("revision"), "4");
  EXPECT_TRUE(HasDetail<google::rpc::RetryInfo>(status));
}

TEST(ErrorTest, ShuttingDownIsToBeTriedElsewhere) {
  const absl::Status status = ShuttingDown();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "SHUTTING_DOWN");
  EXPECT_TRUE(HasDetail<google::rpc::RetryInfo>(status));
}

TEST(ErrorDeathTest, AnErrorThatIsOkIsABug) {
  EXPECT_EXIT(static_cast<void>(Error(absl::StatusCode::kOk, v1::ERROR_REASON_INVALID_FIELD, "")),
              ::testing::ExitedWithCode(kExitBug), "kOk");
}

}  // namespace
}  // namespace rollcall::response
