// SPDX-License-Identifier: Apache-2.0
#include "tests/interop/test_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AnswerUnary, HasThePayloadThatIsAskedFor) {
  grpc::testing::SimpleRequest request;
  request.set_response_size(314159);
  const auto response = AnswerUnary(request, "this server");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->payload().body().size(), 314159);
  EXPECT_EQ(response->server_id(), "");
}

TEST(AnswerUnary, NamesTheServerIfAsked) {
  grpc::testing::SimpleRequest request;
  request.set_fill_server_id(true);
  const auto response = AnswerUnary(request, "this server");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->server_id(), "this server");
}

TEST(AnswerUnary, HasTheStatusThatIsAskedFor) {
  grpc::testing::SimpleRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message("\t\ntest with Unicode \u263a\r\n");
  EXPECT_EQ(AnswerUnary(request, "").status(), absl::UnknownError("\t\ntest with Unicode \u263a\r\n"));
}

TEST(AnswerUnary, RefusesASizeOrATypeThatCannotBe) {
  grpc::testing::SimpleRequest request;
  request.set_response_size(-1);
  EXPECT_EQ(AnswerUnary(request, "").status().code(), absl::StatusCode::kInvalidArgument);
  request.set_response_size(1);
  request.set_response_type(static_cast<grpc::testing::PayloadType>(7));
  EXPECT_EQ(AnswerUnary(request, "").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(AnswerStreaming, PlansEachResponse) {
  grpc::testing::StreamingOutputCallRequest request;
  request.add_response_parameters()->set_size(31415);
  auto* second = request.add_response_parameters();
  second->set_size(9);
  second->set_interval_us(1500);
  const auto responses = AnswerStreaming(request);
  ASSERT_TRUE(responses.ok()) << responses.status();
  ASSERT_EQ(responses->size(), 2);
  EXPECT_EQ((*responses)[0].message.payload().body().size(), 31415);
  EXPECT_EQ((*responses)[0].delay, absl::ZeroDuration());
  EXPECT_EQ((*responses)[1].message.payload().body().size(), 9);
  EXPECT_EQ((*responses)[1].delay, absl::Microseconds(1500));
}

TEST(AnswerStreaming, HasTheStatusThatIsAskedFor) {
  grpc::testing::StreamingOutputCallRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message("test status message");
  EXPECT_EQ(AnswerStreaming(request).status(), absl::UnknownError("test status message"));
}

TEST(AnswerStreaming, RefusesASizeThatCannotBe) {
  grpc::testing::StreamingOutputCallRequest request;
  request.add_response_parameters()->set_size(-1);
  EXPECT_EQ(AnswerStreaming(request).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(InputSum, AddsUpPayloads) {
  InputSum sum;
  EXPECT_EQ(sum.Response().aggregated_payload_size(), 0);
  grpc::testing::StreamingInputCallRequest request;
  for (const int bytes : {27182, 8, 1828, 45904}) {
    request.mutable_payload()->set_body(std::string(bytes, '\0'));
    sum.Add(request);
  }
  EXPECT_EQ(sum.Response().aggregated_payload_size(), 74922);
}

TEST(EchoMetadata, SendsBackOnlyTheTestsOwn) {
  const EchoedMetadata echoed = EchoMetadata({{"user-agent", "a client"},
                                              {"x-grpc-test-echo-initial", "test_initial_metadata_value"},
                                              {"x-grpc-test-echo-trailing-bin", "CgsKCwoL"}});
  EXPECT_THAT(echoed.initial, ElementsAre(rpc::Header{"x-grpc-test-echo-initial", "test_initial_metadata_value"}));
  EXPECT_THAT(echoed.trailing, ElementsAre(rpc::Header{"x-grpc-test-echo-trailing-bin", "CgsKCwoL"}));
}

TEST(EchoMetadata, IsEmptyWithoutThem) {
  const EchoedMetadata echoed = EchoMetadata({{"user-agent", "a client"}});
  EXPECT_THAT(echoed.initial, IsEmpty());
  EXPECT_THAT(echoed.trailing, IsEmpty());
}

}  // namespace
}  // namespace rollcall::testing
