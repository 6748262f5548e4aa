// SPDX-License-Identifier: Apache-2.0
// Values that a server knows, for completion.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/commands/options.h"
#include "client/cli/completion/completer.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// The values in the listing, sorted, each once. Without those that a shell would not take as one plain word: whoever
// writes to the topic chooses the names, and the shell runs what is on its line.
std::vector<std::string> ValuesIn(const v1::ListNodesResponse& listing, LiveValues which);

// Asks the server. Empty if it does not answer within `limit`, or for any other error.
std::vector<std::string> AskForValues(const ConnectionOptions& connection, LiveValues which, absl::Duration limit);

}  // namespace rollcall::cli
