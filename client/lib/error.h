// SPDX-License-Identifier: Apache-2.0
// What a server's error means for a caller: decided on google.rpc.ErrorInfo.reason, as the API asks, and on the code
// only where the reason is unknown or none came.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace rollcall::client {

enum class ErrorKind {
  kNone,         // OK
  kUnreachable,  // nothing was reached, or it did not answer in time: another server may
  kNotReady,     // a server that cannot answer yet, or not this one: another may, or it later
  kPageExpired,  // the listing's revision is gone: list again from the start
  kFinal,        // asking again would give the same
};

// An error as a gRPC server sent it. `binary_details` is a serialised google.rpc.Status (the trailer
// grpc-status-details-bin) or empty; what of it cannot be parsed is taken as absent.
absl::Status MakeServerError(absl::StatusCode code, std::string_view message, std::string_view binary_details);

ErrorKind KindOf(const absl::Status& status);

// ErrorInfo.reason where its domain is "rollcall.v1", such as "CATCHING_UP"; empty where there is none.
std::string ReasonOf(const absl::Status& status);

// RetryInfo.retry_delay; zero where there is none.
absl::Duration RetryDelayOf(const absl::Status& status);

// "message (REASON)" for a person, in one line: what transport errors wrap around the cause is left out.
std::string Summary(const absl::Status& status);

// One error out of those of several servers tried (not empty): names each with its error, and has the details of the
// most telling one (one that answered before one that was not reached).
absl::Status CombineErrors(const std::vector<std::pair<std::string, absl::Status>>& failures);

}  // namespace rollcall::client
