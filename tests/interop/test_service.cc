// SPDX-License-Identifier: Apache-2.0
#include "tests/interop/test_service.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::testing {
namespace {

using grpc::testing::Payload;
using grpc::testing::PayloadType;

constexpr std::string_view kInitial = "x-grpc-test-echo-initial";
constexpr std::string_view kTrailing = "x-grpc-test-echo-trailing-bin";

absl::StatusOr<Payload> MakePayload(PayloadType type, int32_t bytes) {
  if (type != PayloadType::COMPRESSABLE) {
    return absl::InvalidArgumentError(absl::StrCat("response_type: ", static_cast<int>(type), " is not COMPRESSABLE"));
  }
  if (bytes < 0) return absl::InvalidArgumentError(absl::StrCat("the size of the response: ", bytes, " is negative"));
  Payload payload;
  payload.set_type(type);
  payload.set_body(std::string(static_cast<size_t>(bytes), '\0'));
  return payload;
}

absl::Status WantedStatus(const grpc::testing::EchoStatus& wanted) {
  return {static_cast<absl::StatusCode>(wanted.code()), wanted.message()};
}

void Echo(const rpc::Headers& request, std::string_view name, rpc::Headers& answer) {
  const std::string_view value = rpc::FindHeader(request, name);
  if (!value.empty()) answer.push_back({std::string(name), std::string(value)});
}

}  // namespace

absl::StatusOr<grpc::testing::SimpleResponse> AnswerUnary(const grpc::testing::SimpleRequest& request,
                                                          std::string_view server_id) {
  if (absl::Status wanted = WantedStatus(request.response_status()); !wanted.ok()) return wanted;
  absl::StatusOr<Payload> payload = MakePayload(request.response_type(), request.response_size());
  if (!payload.ok()) return payload.status();
  grpc::testing::SimpleResponse response;
  *response.mutable_payload() = *std::move(payload);
  if (request.fill_server_id()) response.set_server_id(std::string(server_id));
  return response;
}

absl::StatusOr<std::vector<PlannedResponse>> AnswerStreaming(const grpc::testing::StreamingOutputCallRequest& request) {
  if (absl::Status wanted = WantedStatus(request.response_status()); !wanted.ok()) return wanted;
  std::vector<PlannedResponse> responses;
  for (const grpc::testing::ResponseParameters& parameters : request.response_parameters()) {
    absl::StatusOr<Payload> payload = MakePayload(request.response_type(), parameters.size());
    if (!payload.ok()) return payload.status();
    PlannedResponse response{absl::Microseconds(parameters.interval_us()), {}};
    *response.message.mutable_payload() = *std::move(payload);
    responses.push_back(std::move(response));
  }
  return responses;
}

void InputSum::Add(const grpc::testing::StreamingInputCallRequest& request) {
  bytes_ += static_cast<int32_t>(request.payload().body().size());
}

grpc::testing::StreamingInputCallResponse InputSum::Response() const {
  grpc::testing::StreamingInputCallResponse response;
  response.set_aggregated_payload_size(bytes_);
  return response;
}

EchoedMetadata EchoMetadata(const rpc::Headers& request) {
  EchoedMetadata echoed;
  Echo(request, kInitial, echoed.initial);
  Echo(request, kTrailing, echoed.trailing);
  return echoed;
}

}  // namespace rollcall::testing
