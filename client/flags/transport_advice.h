// SPDX-License-Identifier: Apache-2.0
// What to do about a problem with TLS or with the caller's identity, in terms of the flags.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::client {

// Empty if the error is not about the transport. It continues a sentence, after a semicolon.
std::string_view TransportAdvice(const absl::Status& error);

}  // namespace rollcall::client
