// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/fetch.h"

#include <utility>

#include "client/flags/transport_flags.h"

namespace rollcall::cli {

absl::StatusOr<NodeRequests> NodeRequests::Create(const ConnectionOptions& connection, CommandContext& context) {
  absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return connector.status();
  return NodeRequests(*std::move(connector), connection, context);
}

NodeRequests::NodeRequests(std::unique_ptr<client::Connector> connector, const ConnectionOptions& connection,
                           CommandContext& context)
    : connector_(std::move(connector)), client_(std::make_unique<CommandClient>(connection, *connector_, context)) {}

absl::StatusOr<v1::ListNodesResponse> NodeRequests::List(const v1::Filter& filter, std::optional<int64_t> min_revision,
                                                         v1::NodeView view) {
  v1::ListNodesRequest request;
  *request.mutable_filter() = filter;
  request.set_view(view);
  if (min_revision.has_value()) request.set_min_revision(*min_revision);
  return client_->ListNodes(request);
}

}  // namespace rollcall::cli
