// SPDX-License-Identifier: Apache-2.0
// Answers from the descriptors of the API, of health, of reflection itself and of google.rpc, as the server links them.
#include "server/rpc/reflection/reflection.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpc/health/v1/health.pb.h>
#include <grpc/reflection/v1/reflection.pb.h>
#include <gtest/gtest.h>
#include <rollcall/v1/rollcall.pb.h>

#include <string>
#include <utility>
#include <vector>

#include "server/rpc/protocol/status_trailers.h"
#include "tests/server/rpc/reflection/extended.pb.h"

namespace rollcall::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptorProto;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr int kNotFound = 5;        // google.rpc.Code.NOT_FOUND
constexpr int kUnimplemented = 12;  // google.rpc.Code.UNIMPLEMENTED

ServerReflectionResponse Answer(const ServerReflectionRequest& request) {
  google::protobuf::LinkMessageReflection<v1::ListNodesRequest>();
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  google::protobuf::LinkMessageReflection<test::Extended>();
  const Reflection reflection({"some.Service", "another.Service"});
  const absl::StatusOr<std::string> answer = reflection.Answer(request.SerializeAsString());
  EXPECT_TRUE(answer.ok()) << answer.status();
  ServerReflectionResponse response;
  EXPECT_TRUE(response.ParseFromString(answer.value_or("")));
  EXPECT_EQ(response.original_request().SerializeAsString(), request.SerializeAsString());
  return response;
}

ServerReflectionResponse FileByName(const std::string& name) {
  ServerReflectionRequest request;
  request.set_file_by_filename(name);
  return Answer(request);
}

ServerReflectionResponse FileOfSymbol(const std::string& symbol) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol(symbol);
  return Answer(request);
}

ServerReflectionResponse FileOfExtension(const std::string& type, int number) {
  ServerReflectionRequest request;
  request.mutable_file_containing_extension()->set_containing_type(type);
  request.mutable_file_containing_extension()->set_extension_number(number);
  return Answer(request);
}

ServerReflectionResponse ExtensionNumbers(const std::string& type) {
  ServerReflectionRequest request;
  request.set_all_extension_numbers_of_type(type);
  return Answer(request);
}

std::vector<std::string> FilesIn(const ServerReflectionResponse& response) {
  std::vector<std::string> names;
  for (const std::string& encoded : response.file_descriptor_response().file_descriptor_proto()) {
    FileDescriptorProto file;
    EXPECT_TRUE(file.ParseFromString(encoded));
    names.push_back(file.name());
  }
  return names;
}

// The file that was asked for.
std::string FirstIn(const ServerReflectionResponse& response) {
  const std::vector<std::string> files = FilesIn(response);
  return files.empty() ? response.error_response().error_message() : files.front();
}

TEST(ReflectionTest, ListsTheServicesOfTheServer) {
  ServerReflectionRequest request;
  request.set_list_services("*");
  const auto list = Answer(request).list_services_response();
  ASSERT_EQ(list.service_size(), 2);
  EXPECT_EQ(list.service(0).name(), "some.Service");
  EXPECT_EQ(list.service(1).name(), "another.Service");
}

TEST(ReflectionTest, HostIsEchoed) {
  ServerReflectionRequest request;
  request.set_host("example.com");
  request.set_list_services("");
  EXPECT_EQ(Answer(request).valid_host(), "example.com");
}

TEST(ReflectionTest, AFileComesWithAllItsImportsOnce) {
  EXPECT_THAT(
      FilesIn(FileByName("rollcall/v1/rollcall.proto")),
      ElementsAre("rollcall/v1/rollcall.proto", "google/protobuf/duration.proto", "google/protobuf/timestamp.proto"));
  EXPECT_THAT(FilesIn(FileByName("tests/server/rpc/reflection/extended.proto")),
              ElementsAre("tests/server/rpc/reflection/extended.proto", "google/protobuf/any.proto",
                          "google/protobuf/type.proto", "google/protobuf/source_context.proto"));
}

TEST(ReflectionTest, AFileIsWhole) {
  const ServerReflectionResponse response = FileByName("rollcall/v1/rollcall.proto");
  FileDescriptorProto expected;
  v1::ListNodesRequest::descriptor()->file()->CopyTo(&expected);
  EXPECT_EQ(response.file_descriptor_response().file_descriptor_proto(0), expected.SerializeAsString());
}

TEST(ReflectionTest, FindsEveryKindOfSymbol) {
  const std::string file = "rollcall/v1/rollcall.proto";
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.v1.CoprocessorStatusService")), file);
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.v1.CoprocessorStatusService.WatchStatus")), file);
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.v1.ListNodesRequest")), file);
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.v1.ListNodesRequest.page_size")), file);
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.v1.SourceState")), file);
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.v1.SOURCE_STATE_CURRENT")), file);
  EXPECT_EQ(FirstIn(FileOfSymbol("grpc.health.v1.HealthCheckResponse.ServingStatus")), "grpc/health/v1/health.proto");
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.test.later")), "tests/server/rpc/reflection/extended.proto");
  EXPECT_EQ(FirstIn(FileOfSymbol("rollcall.test.Scope.inner")), "tests/server/rpc/reflection/extended.proto");
}

TEST(ReflectionTest, BothVersionsDescribeThemselves) {
  EXPECT_EQ(FirstIn(FileOfSymbol("grpc.reflection.v1.ServerReflection")), "grpc/reflection/v1/reflection.proto");
  EXPECT_EQ(FirstIn(FileOfSymbol("grpc.reflection.v1alpha.ServerReflection")),
            "grpc/reflection/v1alpha/reflection.proto");
}

// No test here uses error_details.proto. What composes trailers has to link it.
TEST(ReflectionTest, DetailsOfErrorsAreDescribed) {
  StatusTrailers(absl::UnknownError("x"));
  EXPECT_EQ(FirstIn(FileOfSymbol("google.rpc.BadRequest.FieldViolation")), "google/rpc/error_details.proto");
}

TEST(ReflectionTest, FindsExtensions) {
  EXPECT_EQ(FirstIn(FileOfExtension("rollcall.test.Extended", 120)), "tests/server/rpc/reflection/extended.proto");
  const auto numbers = ExtensionNumbers("rollcall.test.Extended").all_extension_numbers_response();
  EXPECT_EQ(numbers.base_type_name(), "rollcall.test.Extended");
  EXPECT_THAT(numbers.extension_number(), UnorderedElementsAre(100, 120, 150));
}

TEST(ReflectionTest, AMessageWithoutExtensionsHasNoNumbers) {
  const ServerReflectionResponse response = ExtensionNumbers("rollcall.v1.ListNodesRequest");
  ASSERT_TRUE(response.has_all_extension_numbers_response());
  EXPECT_EQ(response.all_extension_numbers_response().extension_number_size(), 0);
}

TEST(ReflectionTest, WhatIsNotFoundIsNamed) {
  for (const ServerReflectionResponse& response :
       {FileByName("some.Nothing"), FileOfSymbol("some.Nothing"), ExtensionNumbers("some.Nothing"),
        FileOfExtension("some.Nothing", 100)}) {
    ASSERT_TRUE(response.has_error_response()) << response.original_request().ShortDebugString();
    EXPECT_EQ(response.error_response().error_code(), kNotFound);
    EXPECT_THAT(response.error_response().error_message(), HasSubstr("\"some.Nothing\""));
  }
  const ServerReflectionResponse extension = FileOfExtension("rollcall.test.Extended", 101);
  EXPECT_EQ(extension.error_response().error_code(), kNotFound);
  EXPECT_EQ(extension.error_response().error_message(),
            "this server has no extension 101 of \"rollcall.test.Extended\"");
}

TEST(ReflectionTest, APackageIsNoSymbol) {
  FileOfSymbol("rollcall.v1.ListNodesRequest");  // now the pool knows the package
  EXPECT_EQ(FileOfSymbol("rollcall.v1").error_response().error_code(), kNotFound);
  EXPECT_EQ(FileOfSymbol("rollcall").error_response().error_code(), kNotFound);
  EXPECT_EQ(FileOfSymbol("").error_response().error_code(), kNotFound);
}

TEST(ReflectionTest, ARequestForNothingIsUnimplemented) {
  EXPECT_EQ(Answer({}).error_response().error_code(), kUnimplemented);
}

TEST(ReflectionTest, WhatIsNoRequestIsInvalid) {
  const Reflection reflection({});
  EXPECT_EQ(reflection.Answer("\xff").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(reflection.Answer("\x0a\x01\xff").status().code(), absl::StatusCode::kInvalidArgument)
      << "a host that is no UTF-8";
}

// gRPC's own file has these numbers.
TEST(ReflectionTest, NumbersAreThoseOfTheProtocol) {
  const std::vector<std::pair<std::string, int>> numbers = {
      {"ServerReflectionRequest.host", 1},
      {"ServerReflectionRequest.file_by_filename", 3},
      {"ServerReflectionRequest.file_containing_symbol", 4},
      {"ServerReflectionRequest.file_containing_extension", 5},
      {"ServerReflectionRequest.all_extension_numbers_of_type", 6},
      {"ServerReflectionRequest.list_services", 7},
      {"ExtensionRequest.containing_type", 1},
      {"ExtensionRequest.extension_number", 2},
      {"ServerReflectionResponse.valid_host", 1},
      {"ServerReflectionResponse.original_request", 2},
      {"ServerReflectionResponse.file_descriptor_response", 4},
      {"ServerReflectionResponse.all_extension_numbers_response", 5},
      {"ServerReflectionResponse.list_services_response", 6},
      {"ServerReflectionResponse.error_response", 7},
      {"FileDescriptorResponse.file_descriptor_proto", 1},
      {"ExtensionNumberResponse.base_type_name", 1},
      {"ExtensionNumberResponse.extension_number", 2},
      {"ListServiceResponse.service", 1},
      {"ServiceResponse.name", 1},
      {"ErrorResponse.error_code", 1},
      {"ErrorResponse.error_message", 2}};
  for (const auto& [field, number] : numbers) {
    const auto* found = DescriptorPool::generated_pool()->FindFieldByName("grpc.reflection.v1." + field);
    ASSERT_NE(found, nullptr) << field;
    EXPECT_EQ(found->number(), number) << field;
  }
}

// A client's generated code for one version reads what the other says.
TEST(ReflectionTest, BothVersionsAreTheSameOnTheWire) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  FileDescriptorProto v1;
  FileDescriptorProto v1alpha;
  pool.FindFileByName("grpc/reflection/v1/reflection.proto")->CopyTo(&v1);
  pool.FindFileByName("grpc/reflection/v1alpha/reflection.proto")->CopyTo(&v1alpha);
  std::string text = v1alpha.DebugString();
  for (size_t at = text.find("v1alpha"); at != std::string::npos; at = text.find("v1alpha")) text.replace(at, 7, "v1");
  EXPECT_EQ(text, v1.DebugString());
}

}  // namespace
}  // namespace rollcall::rpc
