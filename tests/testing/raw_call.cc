// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/raw_call.h"

#include <grpcpp/generic/generic_stub.h>

#include <chrono>

namespace rollcall::testing {

grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                     const std::string& request, std::string& response) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  const grpc::Slice sent(request);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/" + method, grpc::ByteBuffer(&sent, 1), &queue);
  call->StartCall();
  grpc::ByteBuffer bytes;
  grpc::Status status;
  call->Finish(&bytes, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  grpc::Slice received;
  if (bytes.DumpToSingleSlice(&received).ok()) response.assign(received.begin(), received.end());
  return status;
}

}  // namespace rollcall::testing
