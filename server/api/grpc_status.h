// SPDX-License-Identifier: Apache-2.0
// Converts absl::Status to grpc::Status. Thread-safe.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace rollcall::api {

// Code and message stay the same. The payloads (server/response/error.h) become the details of a google.rpc.Status in
// the trailing metadata grpc-status-details-bin, which stays under 4 KiB: if there are too many, only
// google.rpc.ErrorInfo remains. Linking this also links the descriptors of the google.rpc messages, which server
// reflection needs to describe them, so that grpcurl prints the details.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace rollcall::api
