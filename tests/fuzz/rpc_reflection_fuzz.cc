// SPDX-License-Identifier: Apache-2.0
// Server reflection. The input is an encoded request.
#include <google/protobuf/descriptor.pb.h>
#include <grpc/reflection/v1/reflection.pb.h>
#include <rollcall/v1/rollcall.pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "server/rpc/reflection/reflection.h"
#include "tests/fuzz/fuzz.h"

namespace rollcall::rpc {
namespace {

using fuzz::Require;
using google::protobuf::FileDescriptorProto;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

void CheckFiles(const grpc::reflection::v1::FileDescriptorResponse& response) {
  std::set<std::string> names;
  std::set<std::string> imported;
  for (const std::string& encoded : response.file_descriptor_proto()) {
    FileDescriptorProto file;
    Require(file.ParseFromString(encoded), "a file is a FileDescriptorProto");
    Require(names.insert(file.name()).second, "a file is sent once");
    imported.insert(file.dependency().begin(), file.dependency().end());
  }
  Require(!names.empty(), "a file is sent");
  for (const std::string& name : imported) Require(names.count(name) == 1, "all imports are sent");
}

void CheckError(const ServerReflectionRequest& request, const ServerReflectionResponse& response) {
  const bool is_known = request.message_request_case() != ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET;
  Require(response.error_response().error_code() == (is_known ? 5 : 12), "an error is NOT_FOUND or UNIMPLEMENTED");
  Require(!response.error_response().error_message().empty(), "an error has a message");
}

void CheckAnswer(const ServerReflectionRequest& request, const ServerReflectionResponse& response) {
  Require(response.valid_host() == request.host(), "the host is echoed");
  Require(response.original_request().SerializeAsString() == request.SerializeAsString(), "the request is echoed");
  switch (response.message_response_case()) {
    case ServerReflectionResponse::kFileDescriptorResponse:
      return CheckFiles(response.file_descriptor_response());
    case ServerReflectionResponse::kErrorResponse:
      return CheckError(request, response);
    case ServerReflectionResponse::kListServicesResponse:
      return Require(request.has_list_services(), "services are listed if they are asked for");
    case ServerReflectionResponse::kAllExtensionNumbersResponse:
      return Require(request.has_all_extension_numbers_of_type(), "numbers are listed if they are asked for");
    case ServerReflectionResponse::MESSAGE_RESPONSE_NOT_SET:
      return Require(false, "there is an answer");
  }
}

}  // namespace
}  // namespace rollcall::rpc

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall::rpc;  // NOLINT: its functions are what is tested
  google::protobuf::LinkMessageReflection<rollcall::v1::ListNodesRequest>();
  const google::protobuf::LogSilencer quiet;  // protobuf logs each text that is not UTF-8
  const Reflection reflection({"rollcall.v1.CoprocessorStatusService"});
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  const absl::StatusOr<std::string> answer = reflection.Answer(input);
  ServerReflectionRequest request;
  Require(request.ParseFromArray(data, static_cast<int>(size)) == answer.ok(),
          "each request is answered, and nothing else");
  if (!answer.ok()) return 0;
  Require(reflection.Answer(input).value_or("") == *answer, "an answer depends on the request alone");
  ServerReflectionResponse response;
  Require(response.ParseFromString(*answer), "an answer is a ServerReflectionResponse");
  CheckAnswer(request, response);
  return 0;
}
