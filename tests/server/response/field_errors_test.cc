// SPDX-License-Identifier: Apache-2.0
#include "server/response/field_errors.h"

#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "tests/testing/error_detail.h"

namespace rollcall::response {
namespace {

using testing::DetailOf;

TEST(FieldErrorsTest, NothingWrongIsOk) {
  EXPECT_TRUE(FieldErrors().empty());
  EXPECT_TRUE(FieldErrors().ToStatus().ok());
}

TEST(FieldErrorsTest, OneErrorNamesTheFieldItsValueAndItsLimit) {
  const absl::Status status = FieldError({"filter.names[3]", "is too long", "aaaa", "3"});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "filter.names[3]: is too long");
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  EXPECT_EQ(info.metadata().at("field"), "filter.names[3]");
  EXPECT_EQ(info.metadata().at("value"), "aaaa");
  EXPECT_EQ(info.metadata().at("limit"), "3");
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_EQ(bad_request.field_violations(0).field(), "filter.names[3]");
  EXPECT_EQ(bad_request.field_violations(0).description(), "is too long");
}

TEST(FieldErrorsTest, WhatIsNotKnownIsNotInTheMetadata) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(FieldError({"request", "is no message"}));
  EXPECT_EQ(info.metadata_size(), 1);
}

TEST(FieldErrorsTest, AllErrorsOfARequestAreTold) {
  FieldErrors errors;
  errors.Add({"page_size", "is -1"});
  errors.Add({"view", "unknown view 9"});
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(status.message(), "page_size: is -1; view: unknown view 9");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("field"), "page_size");
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad_request.field_violations_size(), 2);
  EXPECT_EQ(bad_request.field_violations(1).field(), "view");
}

TEST(FieldErrorsTest, AnUnknownPartOfTheFilterMakesTheReason) {
  FieldErrors errors;
  errors.Add({"page_size", "is -1"});
  errors.AddUnknownFilter({"filter.states[0]", "unknown state 99", "99"});
  const absl::Status status = errors.ToStatus();
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "UNKNOWN_FILTER");
  EXPECT_EQ(info.metadata().at("field"), "filter.states[0]");
  EXPECT_EQ(info.metadata().at("value"), "99");
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations_size(), 2);
}

TEST(FieldErrorsTest, KeepsTheFirstTen) {
  FieldErrors errors;
  for (int i = 0; i < 1000; ++i) errors.Add({absl::StrCat("f", i), "is wrong"});
  errors.AddUnknownFilter({"filter", "unknown field 9"});
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "INVALID_FIELD");
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations_size(), 10);
}

TEST(FieldErrorsTest, DetailsStayUnderFourKiB) {
  FieldErrors errors;
  for (int i = 0; i < 10; ++i) {
    errors.Add({absl::StrCat("filter.names[", i, "]"), std::string(100'000, 'x'), std::string(1000, 'y')});
  }
  const absl::Status status = errors.ToStatus();
  size_t bytes = status.message().size();
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { bytes += url.size() + payload.size(); });
  EXPECT_LT(bytes, 3000u);  // base64 adds a third
}

}  // namespace
}  // namespace rollcall::response
