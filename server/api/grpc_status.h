// SPDX-License-Identifier: Apache-2.0
// absl::Status to gRPC. Thread-safe.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace rollcall::api {

// The same code and message; the payloads (server/response/error.h) become the details of a google.rpc.Status in the
// trailing metadata grpc-status-details-bin, which stays under 4 KiB. Linking this also links the descriptors of the
// google.rpc messages, so that server reflection can name them and grpcurl prints the details.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace rollcall::api
