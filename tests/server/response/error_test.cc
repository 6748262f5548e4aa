// SPDX-License-Identifier: Apache-2.0
#include "server/response/error.h"

#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <string>

#include "absl/strings/cord.h"
#include "base/exit_code.h"
#include "server/encoding/proto_time.h"
#include "tests/testing/error_detail.h"

namespace rollcall::response {
namespace {

using testing::DetailOf;
using testing::HasDetail;

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

TEST(ErrorTest, LongMetadataIsCut) {
  const absl::Status status = Error(absl::StatusCode::kAborted, v1::ERROR_REASON_PAGE_TOKEN_EXPIRED, "too late",
                                    {{"topic", std::string(1000, 't')}});
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("topic"), std::string(253, 't') + "...");
}

TEST(ErrorTest, CutsBetweenCodePoints) {
  std::string text(1020, 'x');
  for (int i = 0; i < 10; ++i) text += "\xC3\xA9";
  const absl::Status status = Error(absl::StatusCode::kAborted, v1::ERROR_REASON_PAGE_TOKEN_EXPIRED, text);
  EXPECT_EQ(status.message(), std::string(1020, 'x') + "...");
}

absl::Duration RetryDelayOf(const absl::Status& status) {
  return encoding::ToDuration(DetailOf<google::rpc::RetryInfo>(status).retry_delay());
}

TEST(ErrorTest, ALimitIsNamedAndSaysWhenToTryAgain) {
  const absl::Status status = TooManyWatches(9);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "this server has its 9 watches; another may have room");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "WATCHER_LIMIT");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("limit"), "9");
  EXPECT_GE(RetryDelayOf(status), kRetryAfter);
}

TEST(ErrorTest, UnavailableSaysWhenToTryAgain) {
  const absl::Status status = Unavailable(v1::ERROR_REASON_REVISION_NOT_REACHED, "not there", {{"revision", "7"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_GE(RetryDelayOf(status), kRetryAfter);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("revision"), "7");
}

TEST(ErrorTest, CallersThatAreRefusedTogetherAreToComeBackApart) {
  constexpr int kCallers = 100;
  std::set<absl::Duration> delays;
  for (int i = 0; i < kCallers; ++i) delays.insert(RetryDelayOf(ShuttingDown()));
  EXPECT_GE(*delays.begin(), kRetryAfter);
  EXPECT_LE(*delays.rbegin(), kRetryAfter * 1.5);
  // A hundred numbers by the golden ratio leave no gap above 2 / 100 of the range.
  for (auto it = std::next(delays.begin()); it != delays.end(); ++it) {
    EXPECT_LT(*it - *std::prev(it), kRetryAfter * 0.5 * 2.1 / kCallers);
  }
  EXPECT_GT(*delays.rbegin() - *delays.begin(), kRetryAfter * 0.45);
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
