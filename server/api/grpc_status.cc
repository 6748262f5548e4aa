// SPDX-License-Identifier: Apache-2.0
#include "server/api/grpc_status.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "absl/strings/cord.h"
#include "base/absl_view.h"

namespace rollcall::api {
namespace {

// By default the metadata of a response is limited to 8 KiB, which the details, in base64, share with the message.
constexpr size_t kMaxDetailsBytes = 4095;
constexpr std::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";

// absl and gRPC both use the numbers of google/rpc/code.proto.
grpc::StatusCode ToGrpcCode(absl::StatusCode code) { return static_cast<grpc::StatusCode>(static_cast<int>(code)); }

// Ordered by type, so that equal errors are equal bytes.
std::map<std::string, std::string> SortedPayloads(const absl::Status& status) {
  std::map<std::string, std::string> payloads;
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& payload) {
    payloads.emplace(std::string(type_url), std::string(payload));
  });
  return payloads;
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc_status;
  rpc_status.set_code(static_cast<int>(status.code()));
  rpc_status.set_message(std::string(status.message()));
  for (const auto& [type_url, payload] : SortedPayloads(status)) {
    google::protobuf::Any& detail = *rpc_status.add_details();
    detail.set_type_url(type_url);
    detail.set_value(payload);
  }
  return rpc_status;
}

// Clients decide by the ErrorInfo and can do without the rest.
void KeepErrorInfoOnly(google::rpc::Status& rpc_status) {
  auto& details = *rpc_status.mutable_details();
  for (int i = details.size() - 1; i >= 0; --i) {
    if (details[i].type_url() != kErrorInfoUrl) details.DeleteSubrange(i, 1);
  }
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status rpc_status = ToRpcStatus(status);
  if (rpc_status.ByteSizeLong() > kMaxDetailsBytes) KeepErrorInfoOnly(rpc_status);
  if (rpc_status.ByteSizeLong() > kMaxDetailsBytes) rpc_status.clear_details();
  return {ToGrpcCode(status.code()), std::string(status.message()), rpc_status.SerializeAsString()};
}

}  // namespace rollcall::api
