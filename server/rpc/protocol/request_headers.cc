// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/request_headers.h"

#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "server/rpc/protocol/content_type.h"
#include "server/rpc/protocol/grpc_timeout.h"
#include "server/rpc/protocol/status_trailers.h"

namespace rollcall::rpc {
namespace {

constexpr std::string_view kIdentity = "identity";  // the encoding of what is not compressed

// A value for a message: plain ASCII, and not much of it, because a caller chooses it.
std::string Quoted(std::string_view value) {
  constexpr size_t kMaxBytes = 64;
  const std::string_view ellipsis = value.size() > kMaxBytes ? "..." : "";
  return absl::StrCat("\"", absl::CHexEscape(AbslView(value.substr(0, kMaxBytes))), AbslView(ellipsis), "\"");
}

constexpr std::string_view kOk = "200";

Refusal Refuse(std::string_view http_status, absl::Status status, const Headers& more = {}) {
  const bool is_grpc = http_status == kOk;
  Headers headers = {{":status", std::string(http_status)},
                     {"content-type", is_grpc ? std::string(kGrpcContentType) : "text/plain; charset=utf-8"}};
  headers.insert(headers.end(), more.begin(), more.end());
  for (Header& trailer : StatusTrailers(status)) headers.push_back(std::move(trailer));
  std::string body;
  if (!is_grpc) body = absl::StrCat("This server speaks gRPC: ", status.message(), "\n");
  return {std::move(status), std::move(headers), std::move(body)};
}

}  // namespace

void RequestHead::Add(std::string_view name, std::string_view value) {
  if (name == "grpc-timeout") {
    timeout_ = value;
  } else if (std::string* member = MemberOf(name); member != nullptr) {
    *member = value;
  } else if (!name.starts_with(':') && name != "te") {
    metadata_.push_back({std::string(name), std::string(value)});
  }
}

std::string* RequestHead::MemberOf(std::string_view name) {
  if (name == ":method") return &method_;
  if (name == ":path") return &path_;
  if (name == ":authority") return &authority_;
  if (name == "host") return &host_;
  if (name == "content-type") return &content_type_;
  if (name == "grpc-encoding") return &encoding_;
  return nullptr;
}

std::optional<Refusal> RequestHead::Check() const {
  if (method_ != "POST") {
    return Refuse("405",
                  absl::InternalError(absl::StrCat("the request's method is ", Quoted(method_), "; gRPC uses POST")),
                  {{"allow", "POST"}});
  }
  if (!IsGrpcContentType(content_type_)) {
    return Refuse("415",
                  absl::InvalidArgumentError(absl::StrCat("the request's content-type is ", Quoted(content_type_),
                                                          "; gRPC uses \"", AbslView(kGrpcContentType), "\"")));
  }
  if (timeout_.has_value() && !ParseTimeout(*timeout_).has_value()) {
    return Refuse("400", absl::InternalError(absl::StrCat("malformed grpc-timeout: ", Quoted(*timeout_),
                                                          " is not one to eight digits and one of H, M, S, m, u, n")));
  }
  if (!encoding_.empty() && encoding_ != kIdentity) {
    return Refuse(kOk,
                  absl::UnimplementedError(absl::StrCat("the request's grpc-encoding is ", Quoted(encoding_),
                                                        ", which this server does not read; send it uncompressed")),
                  {{"grpc-accept-encoding", std::string(kIdentity)}});
  }
  return std::nullopt;
}

absl::Duration RequestHead::timeout() const {
  if (!timeout_.has_value()) return absl::InfiniteDuration();
  return ParseTimeout(*timeout_).value_or(absl::InfiniteDuration());
}

}  // namespace rollcall::rpc
