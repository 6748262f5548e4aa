// SPDX-License-Identifier: Apache-2.0
// Why a connection could not be made, from the text of gRPC. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/lib/transport/transport_error.h"

namespace rollcall::client {

struct Explanation {
  TransportProblem problem;
  std::string text;  // for a person; empty: the error's own message
};

// `message` is that of gRPC 1.51 on OpenSSL 3; the tests meet each text that is known here. nullopt: it says all there
// is to say.
std::optional<Explanation> ExplainConnection(absl::string_view message, Security security);

}  // namespace rollcall::client
