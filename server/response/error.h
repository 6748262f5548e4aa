// SPDX-License-Identifier: Apache-2.0
// Errors of the API as absl::Status. Their google.rpc details are payloads under their type URLs, which are copied into
// the gRPC status as they are. Every error has a google.rpc.ErrorInfo with the domain "rollcall.v1". Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::response {

using Metadata = std::vector<std::pair<std::string, std::string>>;

// `code` is not OK. `message` is cut at 1 KiB, so that all details stay under 4 KiB.
absl::Status Error(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                   const Metadata& metadata = {});

// INVALID_FIELD: INVALID_ARGUMENT with google.rpc.BadRequest. `field` is the path of the field in the request, such as
// "filter.names[3]".
absl::Status FieldError(std::string_view field, std::string_view description);

// UNAVAILABLE with google.rpc.RetryInfo. `retry_after` is positive.
absl::Status Unavailable(v1::ErrorReason reason, std::string_view message, absl::Duration retry_after,
                         const Metadata& metadata = {});

// RESOURCE_EXHAUSTED with google.rpc.RetryInfo: a limit of this server is reached, so that another one, or this one a
// second later, may have room.
absl::Status LimitReached(v1::ErrorReason reason, std::string_view message);

// REVISION_NOT_REACHED: this replica has not reached `wanted` in the time that a request waits.
absl::Status RevisionNotReached(int64_t wanted, int64_t reached);

// SHUTTING_DOWN: this server is stopping. Another one may serve the request.
absl::Status ShuttingDown();

}  // namespace rollcall::response
