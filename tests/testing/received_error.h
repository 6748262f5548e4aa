// SPDX-License-Identifier: Apache-2.0
// An error of a server as the client library receives it.
#pragma once

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "client/lib/make_error.h"

namespace rollcall::testing {

inline absl::Status ReceivedError(const grpc::Status& sent) {
  return client::MakeServerError(static_cast<absl::StatusCode>(sent.error_code()), sent.error_message(),
                                 sent.error_details());
}

}  // namespace rollcall::testing
