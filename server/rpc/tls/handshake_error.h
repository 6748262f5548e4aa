// SPDX-License-Identifier: Apache-2.0
// Says in words for an operator why a TLS connection failed.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::rpc {

// The error that OpenSSL has just reported in this thread, whose queue of errors is empty afterwards. UNAUTHENTICATED
// if the client's certificate is missing or refused (`refused` describes it then), else INVALID_ARGUMENT.
absl::Status TakeTlsError(std::string_view refused);

}  // namespace rollcall::rpc
