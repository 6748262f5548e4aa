// SPDX-License-Identifier: Apache-2.0
// Errors of the API as absl::Status: the google.rpc details ride as payloads under their type URLs, to be copied into
// the gRPC status as they are. Every one carries google.rpc.ErrorInfo with domain "rollcall.v1".
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

// `message` is cut at 1 KiB, so that all details stay under 4 KiB.
absl::Status Error(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                   const Metadata& metadata = {});

// INVALID_ARGUMENT with google.rpc.BadRequest; `field` is its path in the request: "filter.names[3]".
absl::Status FieldError(std::string_view field, std::string_view description);

// UNAVAILABLE with google.rpc.RetryInfo.
absl::Status Unavailable(v1::ErrorReason reason, std::string_view message, absl::Duration retry_after,
                         const Metadata& metadata = {});

// REVISION_NOT_REACHED: this replica has not come to `wanted` in the time that a request waits.
absl::Status RevisionNotReached(int64_t wanted, int64_t reached);

// SHUTTING_DOWN: this server stops; another may serve.
absl::Status ShuttingDown();

// Adds google.rpc.RetryInfo to an error.
void AddRetryInfo(absl::Duration retry_after, absl::Status& status);

}  // namespace rollcall::response
