// SPDX-License-Identifier: Apache-2.0
// Errors as servers send them.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace rollcall::client {

// Makes the status of an error that a gRPC server sent. `binary_details` is a serialized google.rpc.Status (the trailer
// grpc-status-details-bin) or empty. Details that cannot be parsed count as absent. `code` must not be OK.
absl::Status MakeServerError(absl::StatusCode code, std::string_view message, std::string_view binary_details);

// Makes an error with the reason REVISION_NOT_REACHED, as a server sends it: the wait for a revision was given up.
absl::Status MakeRevisionNotReachedError(std::string_view message);

}  // namespace rollcall::client
