// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/status_trailers.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <cstddef>
#include <cstdint>
#include <map>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"

namespace rollcall::rpc {
namespace {

// By default the metadata of a response is limited to 8 KiB, which the details, in base64, share with the message.
constexpr size_t kMaxDetailsBytes = 4095;
constexpr std::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";

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

google::rpc::Status DetailsOf(const absl::Status& status) {
  google::protobuf::LinkMessageReflection<google::rpc::ErrorInfo>();  // and with it all of error_details.proto
  google::rpc::Status rpc_status = ToRpcStatus(status);
  if (rpc_status.ByteSizeLong() > kMaxDetailsBytes) KeepErrorInfoOnly(rpc_status);
  if (rpc_status.ByteSizeLong() > kMaxDetailsBytes) rpc_status.clear_details();
  return rpc_status;
}

}  // namespace

Headers StatusTrailers(const absl::Status& status) {
  // absl and gRPC both use the numbers of google/rpc/code.proto.
  Headers trailers = {{"grpc-status", absl::StrCat(static_cast<int>(status.code()))}};
  if (status.ok()) return trailers;
  trailers.push_back(
      {"grpc-message", PercentEncode(std::string_view(status.message().data(), status.message().size()))});
  const google::rpc::Status details = DetailsOf(status);
  if (details.details().empty()) return trailers;
  trailers.push_back({"grpc-status-details-bin", EncodeBinaryValue(details.SerializeAsString())});
  return trailers;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '%') {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<uint8_t>(c);
    encoded.append({'%', kHex[byte >> 4], kHex[byte & 0xf]});
  }
  return encoded;
}

std::string EncodeBinaryValue(std::string_view bytes) {
  std::string encoded = absl::Base64Escape(AbslView(bytes));
  while (encoded.ends_with('=')) encoded.pop_back();
  return encoded;
}

}  // namespace rollcall::rpc
