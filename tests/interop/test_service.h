// SPDX-License-Identifier: Apache-2.0
// What grpc.testing.TestService answers, without a transport: requests in, responses out. gRPC's interoperability tests
// call it; their descriptions (grpc/grpc, doc/interop-test-descriptions.md) say what it has to do.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpc/testing/messages.pb.h"
#include "server/rpc/protocol/header.h"

namespace rollcall::testing {

// A response of a stream, which is sent that long after the one before it.
struct PlannedResponse {
  absl::Duration delay;
  grpc::testing::StreamingOutputCallResponse message;
};

// UnaryCall: a payload of the size that the request asks for, or the status that it asks for. `server_id` names this
// process.
absl::StatusOr<grpc::testing::SimpleResponse> AnswerUnary(const grpc::testing::SimpleRequest& request,
                                                          std::string_view server_id);

// StreamingOutputCall, and one request of FullDuplexCall: the responses that the request asks for. An error ends the
// call.
absl::StatusOr<std::vector<PlannedResponse>> AnswerStreaming(const grpc::testing::StreamingOutputCallRequest& request);

// StreamingInputCall: the number of payload bytes of all requests.
class InputSum {
 public:
  void Add(const grpc::testing::StreamingInputCallRequest& request);
  grpc::testing::StreamingInputCallResponse Response() const;

 private:
  int32_t bytes_ = 0;
};

// The metadata that UnaryCall and FullDuplexCall send back.
struct EchoedMetadata {
  rpc::Headers initial;   // before the first response
  rpc::Headers trailing;  // with the status
};
EchoedMetadata EchoMetadata(const rpc::Headers& request);

}  // namespace rollcall::testing
