// SPDX-License-Identifier: Apache-2.0
// What the commands that describe the cluster share: requests, and how the answer is written.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/exit_code.h"
#include "base/instant.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"
#include "client/lib/client.h"

namespace rollcall::cli {

// Asks for nodes, several times if need be, all within the command's --timeout. For one thread.
class NodeRequests {
 public:
  // Makes the connector as the options say; an error names the option or the file that cannot be used. Time runs from
  // here on. `context` must outlive the result.
  static absl::StatusOr<NodeRequests> Create(const ConnectionOptions& connection, CommandContext& context);

  // All nodes that `filter` selects. Not older than `min_revision`, if that is set. The errors are those of
  // Client::ListNodes.
  absl::StatusOr<v1::ListNodesResponse> List(const v1::Filter& filter, std::optional<int64_t> min_revision,
                                             v1::NodeView view = v1::NODE_VIEW_BASIC);

 private:
  NodeRequests(std::unique_ptr<client::Connector> connector, client::ClientOptions options, CommandContext& context);

  std::unique_ptr<client::Connector> connector_;
  client::ClientOptions options_;  // its first server is the one that answered last
  Instant end_;
  CommandContext* context_;
};

// Writes JSON to stdout. On a terminal it is sanitized.
ExitCode WriteJson(const std::string& json, CommandContext& context);

// Writes sanitized text to stdout, and the notes after it; these go to stderr if stdout is not a terminal.
ExitCode WriteText(const std::string& text, const std::vector<std::string>& notes, CommandContext& context);

}  // namespace rollcall::cli
