// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/reflection/reflection.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpc/reflection/v1/reflection.pb.h>
#include <grpc/reflection/v1alpha/reflection.pb.h>

#include <cstddef>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace rollcall::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ErrorResponse;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// What is not found is NOT_FOUND, as in gRPC C++ and grpc-go.
absl::Status NotFound(absl::string_view kind, absl::string_view name) {
  return absl::NotFoundError(absl::StrCat("this server has no ", kind, " \"", name, "\""));
}

const DescriptorPool& Pool() { return *DescriptorPool::generated_pool(); }

// The file and all that it imports, each once, so that a client can use what it gets without asking again.
absl::Status AddFiles(const FileDescriptor& file, ServerReflectionResponse& response) {
  std::vector<const FileDescriptor*> files = {&file};
  std::set<const FileDescriptor*> seen = {&file};
  for (size_t i = 0; i < files.size(); ++i) {
    google::protobuf::FileDescriptorProto proto;
    files[i]->CopyTo(&proto);
    proto.SerializeToString(response.mutable_file_descriptor_response()->add_file_descriptor_proto());
    for (int j = 0; j < files[i]->dependency_count(); ++j) {
      const FileDescriptor* dependency = files[i]->dependency(j);
      if (seen.insert(dependency).second) files.push_back(dependency);
    }
  }
  return absl::OkStatus();
}

absl::Status AddFileByName(const std::string& name, ServerReflectionResponse& response) {
  const FileDescriptor* file = Pool().FindFileByName(name);
  return file == nullptr ? NotFound("file", name) : AddFiles(*file, response);
}

// For a package the pool returns any file of it, depending on what was asked before. A package is no symbol.
bool IsPackageOf(const FileDescriptor& file, const std::string& name) {
  return absl::StrCat(file.package(), ".").starts_with(absl::StrCat(name, "."));
}

absl::Status AddFileOfSymbol(const std::string& symbol, ServerReflectionResponse& response) {
  const FileDescriptor* file = Pool().FindFileContainingSymbol(symbol);
  if (file == nullptr || IsPackageOf(*file, symbol)) return NotFound("symbol", symbol);
  return AddFiles(*file, response);
}

absl::Status AddFileOfExtension(const std::string& type, int number, ServerReflectionResponse& response) {
  const Descriptor* message = Pool().FindMessageTypeByName(type);
  if (message == nullptr) return NotFound("message", type);
  const FieldDescriptor* extension = Pool().FindExtensionByNumber(message, number);
  if (extension == nullptr) return NotFound(absl::StrCat("extension ", number, " of"), type);
  return AddFiles(*extension->file(), response);
}

absl::Status AddExtensionNumbers(const std::string& type, ServerReflectionResponse& response) {
  const Descriptor* message = Pool().FindMessageTypeByName(type);
  if (message == nullptr) return NotFound("message", type);
  std::vector<const FieldDescriptor*> extensions;
  Pool().FindAllExtensions(message, &extensions);
  auto& numbers = *response.mutable_all_extension_numbers_response();
  numbers.set_base_type_name(type);
  for (const FieldDescriptor* extension : extensions) numbers.add_extension_number(extension->number());
  return absl::OkStatus();
}

absl::Status AddServices(const std::vector<std::string>& services, ServerReflectionResponse& response) {
  auto& list = *response.mutable_list_services_response();
  for (const std::string& service : services) list.add_service()->set_name(service);
  return absl::OkStatus();
}

absl::Status AddAnswer(const std::vector<std::string>& services, const ServerReflectionRequest& request,
                       ServerReflectionResponse& response) {
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kFileByFilename:
      return AddFileByName(request.file_by_filename(), response);
    case ServerReflectionRequest::kFileContainingSymbol:
      return AddFileOfSymbol(request.file_containing_symbol(), response);
    case ServerReflectionRequest::kFileContainingExtension:
      return AddFileOfExtension(request.file_containing_extension().containing_type(),
                                request.file_containing_extension().extension_number(), response);
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      return AddExtensionNumbers(request.all_extension_numbers_of_type(), response);
    case ServerReflectionRequest::kListServices:
      return AddServices(services, response);
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      break;
  }
  return absl::UnimplementedError("the reflection request asks for nothing that this server knows");
}

}  // namespace

Reflection::Reflection(std::vector<std::string> services) : services_(std::move(services)) {
  // So that each version finds itself, although the code uses the messages of v1 alone.
  google::protobuf::LinkMessageReflection<grpc::reflection::v1alpha::ServerReflectionRequest>();
}

absl::StatusOr<std::string> Reflection::Answer(std::string_view request) const {
  ServerReflectionResponse response;
  ServerReflectionRequest& parsed = *response.mutable_original_request();
  if (!parsed.ParseFromArray(request.data(), static_cast<int>(request.size()))) {
    return absl::InvalidArgumentError("the request is no grpc.reflection.v1.ServerReflectionRequest");
  }
  response.set_valid_host(parsed.host());
  if (const absl::Status status = AddAnswer(services_, parsed, response); !status.ok()) {
    ErrorResponse& error = *response.mutable_error_response();
    error.set_error_code(static_cast<int>(status.code()));  // absl and gRPC use the same numbers
    error.set_error_message(std::string(status.message()));
  }
  return response.SerializeAsString();
}

}  // namespace rollcall::rpc
