// SPDX-License-Identifier: Apache-2.0
// The header "content-type" of gRPC calls, as gRPC's PROTOCOL-HTTP2.md defines it. Pure functions, thread-safe.
#pragma once

#include <string_view>

namespace rollcall::rpc {

inline constexpr std::string_view kGrpcContentType = "application/grpc";

// "application/grpc" alone, or followed by "+" and a format, or by ";" and parameters. The format is not looked at, as
// in grpc-go and gRPC C++: messages are protobuf.
constexpr bool IsGrpcContentType(std::string_view value) {
  if (!value.starts_with(kGrpcContentType)) return false;
  const std::string_view rest = value.substr(kGrpcContentType.size());
  return rest.empty() || rest.front() == '+' || rest.front() == ';';
}

}  // namespace rollcall::rpc
