// SPDX-License-Identifier: Apache-2.0
// The requests of the commands that describe the cluster.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "client/cli/commands/command_client.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"
#include "rollcall/client/client.h"

namespace rollcall::cli {

// Asks for nodes, several times if need be, all within the command's --timeout. A wait of more than a second says on
// stderr what for. For one thread.
class NodeRequests {
 public:
  // Makes the connector as the options say; an error names the option or the file that cannot be used. Time runs from
  // here on. `connection` and `context` must outlive the result.
  static absl::StatusOr<NodeRequests> Create(const ConnectionOptions& connection, CommandContext& context);

  // All nodes that `filter` selects. Not older than `min_revision`, if that is set. The errors are those of
  // Client::ListNodes.
  absl::StatusOr<v1::ListNodesResponse> List(const v1::Filter& filter, std::optional<int64_t> min_revision,
                                             v1::NodeView view = v1::NODE_VIEW_BASIC);

 private:
  NodeRequests(std::unique_ptr<client::Connector> connector, const ConnectionOptions& connection,
               CommandContext& context);

  std::unique_ptr<client::Connector> connector_;
  std::unique_ptr<CommandClient> client_;
};

}  // namespace rollcall::cli
