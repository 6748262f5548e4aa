// SPDX-License-Identifier: Apache-2.0
// The header "grpc-timeout", as gRPC's PROTOCOL-HTTP2.md defines it. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace rollcall::rpc {

// One to eight digits and a unit: H, M, S, m (milliseconds), u (microseconds) or n (nanoseconds). nullopt if the text
// is anything else.
std::optional<absl::Duration> ParseTimeout(std::string_view text);

}  // namespace rollcall::rpc
