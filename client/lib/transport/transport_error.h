// SPDX-License-Identifier: Apache-2.0
// Why a server could not be reached, did not answer as a rollcalld does, or does not admit the caller, as far as gRPC
// says it. Pure functions.
#pragma once

#include "absl/status/status.h"
#include "rollcall/client/transport_problem.h"

namespace rollcall::client {

enum class Security { kClearText, kTls };

// Returns `error`, which a call of gRPC ended with, with a message for a person where gRPC's is none, and with its
// problem. It keeps its details, and its code unless the answer was not a rollcalld's: such an error is UNAVAILABLE,
// since no rollcalld was reached.
absl::Status ExplainTransportError(absl::Status error, Security security);

// Makes the error of a call for which a file cannot be used, or whose token must not be sent. It is UNAVAILABLE,
// because a watch goes on trying: the file may be just being replaced.
absl::Status MakeUnusableFilesError(const absl::Status& why);

// Makes the error of a call for which the proxy's URL cannot be used.
absl::Status MakeUnusableProxyError(const absl::Status& why);

// Returns `error` with this problem.
absl::Status WithTransportProblem(absl::Status error, TransportProblem problem);

}  // namespace rollcall::client
