// SPDX-License-Identifier: Apache-2.0
// The meaning of a server's error for a caller. google.rpc.ErrorInfo.reason decides, as the API asks; the status code
// decides only if the reason is unknown or absent.
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
  kUnreachable,  // no server was reached, or it broke the call or did not answer in time; another server may answer
  kNotReady,     // the server answered, but cannot serve this now; another server may, or the same one later
  kStartAgain,   // list again from the first page, watch again without the token
  kFinal,        // a retry would give the same error
};

ErrorKind KindOf(const absl::Status& status);

// ErrorInfo.reason if its domain is "rollcall.v1", such as "CATCHING_UP"; else empty.
std::string ReasonOf(const absl::Status& status);

// RetryInfo.retry_delay, never negative; zero if there is none.
absl::Duration RetryDelayOf(const absl::Status& status);

// "message (REASON)" for a person, in one line. The text that gRPC puts around the cause of a transport error is left
// out.
std::string Summary(const absl::Status& status);

// The errors of several servers, each with the server that it is of. None is OK.
using ServerErrors = std::vector<std::pair<std::string, absl::Status>>;

// "a:1 (connection refused), b:1 (no answer in time)".
std::string SummaryOfEach(const ServerErrors& failures);

// Combines the errors of several servers (not empty) into one that names each server with its error. It has
// the code and details of the most informative error: a server that answered comes before one that was not reached, and
// one of which is known what is wrong with it before one of which it is not.
absl::Status CombineErrors(const ServerErrors& failures);

}  // namespace rollcall::client
