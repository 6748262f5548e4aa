// SPDX-License-Identifier: Apache-2.0
// HTTP statuses as a person reads them.
#pragma once

#include <string>

namespace rollcall::client {

// "HTTP 404 Not Found"; only the number if the status is not one of the usual ones (RFC 9110 section 15).
std::string HttpStatusText(int status);

// Who answers a gRPC call with this status, as a rollcalld never does: "a web server or an HTTP proxy".
std::string WhoAnswersWith(int status);

}  // namespace rollcall::client
