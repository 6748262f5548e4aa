// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/status_trailers.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"

namespace rollcall::rpc {
namespace {

using ::testing::ElementsAre;

template <typename Detail>
void AddDetail(const Detail& detail, absl::Status& status) {
  status.SetPayload(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

absl::Status Failure(const std::string& description) {
  absl::Status status = absl::InvalidArgumentError("page_size: is -1");
  google::rpc::ErrorInfo info;
  info.set_reason("INVALID_FIELD");
  google::rpc::BadRequest bad_request;
  bad_request.add_field_violations()->set_description(description);
  AddDetail(info, status);
  AddDetail(bad_request, status);
  return status;
}

std::string EncodedDetails(const absl::Status& status) {
  std::string decoded;
  EXPECT_TRUE(absl::Base64Unescape(AbslView(FindHeader(StatusTrailers(status), "grpc-status-details-bin")), &decoded));
  return decoded;
}

google::rpc::Status DetailsOf(const absl::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(EncodedDetails(status)));
  return details;
}

TEST(StatusTrailersTest, OkIsANumberAlone) {
  EXPECT_THAT(StatusTrailers(absl::OkStatus()), ElementsAre(Header{"grpc-status", "0"}));
}

TEST(StatusTrailersTest, WithoutPayloadsThereAreNoDetails) {
  EXPECT_THAT(StatusTrailers(absl::NotFoundError("no such method")),
              ElementsAre(Header{"grpc-status", "5"}, Header{"grpc-message", "no such method"}));
}

TEST(StatusTrailersTest, CodeMessageAndDetailsArrive) {
  const absl::Status status = Failure("is -1");
  const Headers trailers = StatusTrailers(status);
  ASSERT_EQ(trailers.size(), 3u);
  EXPECT_EQ(trailers[0], (Header{"grpc-status", "3"}));
  EXPECT_EQ(trailers[1], (Header{"grpc-message", "page_size: is -1"}));
  const google::rpc::Status details = DetailsOf(status);
  EXPECT_EQ(details.code(), 3);  // google.rpc.Code.INVALID_ARGUMENT
  EXPECT_EQ(details.message(), "page_size: is -1");
  ASSERT_EQ(details.details_size(), 2) << "ordered by type";
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(details.details(0).UnpackTo(&bad_request));
  EXPECT_EQ(bad_request.field_violations(0).description(), "is -1");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(1).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
}

TEST(StatusTrailersTest, DetailsStayUnder4KiB) {
  const absl::Status small = Failure("");
  const size_t room = 4095 - EncodedDetails(small).size();
  EXPECT_EQ(DetailsOf(Failure(std::string(room - 8, 'x'))).details_size(), 2)
      << "8 bytes are for tags and longer lengths";
  const absl::Status large = Failure(std::string(room, 'x'));
  EXPECT_LT(EncodedDetails(large).size(), 4096u);
  ASSERT_EQ(DetailsOf(large).details_size(), 1);
  EXPECT_TRUE(DetailsOf(large).details(0).Is<google::rpc::ErrorInfo>());
}

TEST(StatusTrailersTest, IfTheReasonAloneIsTooLongNothingRemains) {
  absl::Status status = absl::InternalError("x");
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(5000, 'x'));
  AddDetail(info, status);
  EXPECT_THAT(StatusTrailers(status), ElementsAre(Header{"grpc-status", "13"}, Header{"grpc-message", "x"}));
}

TEST(StatusTrailersTest, MessageIsPercentEncoded) {
  EXPECT_EQ(PercentEncode(" plain ~ text "), " plain ~ text ");
  EXPECT_EQ(PercentEncode("100%\r\n"), "100%25%0D%0A");
  EXPECT_EQ(PercentEncode("\x7f\xc3\xa4"), "%7F%C3%A4");
  EXPECT_EQ(PercentEncode(std::string_view("\0", 1)), "%00");
  EXPECT_EQ(FindHeader(StatusTrailers(absl::AbortedError("a\nb")), "grpc-message"), "a%0Ab");
}

TEST(StatusTrailersTest, BinaryValuesAreBase64WithoutPadding) {
  EXPECT_EQ(EncodeBinaryValue(""), "");
  EXPECT_EQ(EncodeBinaryValue("\xff"), "/w");
  EXPECT_EQ(EncodeBinaryValue("\xfb\xef"), "++8");
  EXPECT_EQ(EncodeBinaryValue("abc"), "YWJj");
}

}  // namespace
}  // namespace rollcall::rpc
