// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/fetch.h"

#include <algorithm>
#include <utility>

#include "client/cli/commands/report.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/text.h"
#include "client/flags/transport_flags.h"

namespace rollcall::cli {

absl::StatusOr<NodeRequests> NodeRequests::Create(const ConnectionOptions& connection, CommandContext& context) {
  absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return connector.status();
  return NodeRequests(*std::move(connector), ToClientOptions(connection), context);
}

NodeRequests::NodeRequests(std::unique_ptr<client::Connector> connector, client::ClientOptions options,
                           CommandContext& context)
    : connector_(std::move(connector)),
      options_(std::move(options)),
      end_(context.clock.Now() + options_.timeout),
      context_(&context) {}

absl::StatusOr<v1::ListNodesResponse> NodeRequests::List(const v1::Filter& filter, std::optional<int64_t> min_revision,
                                                         v1::NodeView view) {
  v1::ListNodesRequest request;
  *request.mutable_filter() = filter;
  request.set_view(view);
  if (min_revision.has_value()) request.set_min_revision(*min_revision);
  // A client has one time limit for each listing. So each listing has a client, with the time that is left.
  options_.timeout = std::max(end_ - context_->clock.Now(), absl::Milliseconds(1));
  client::Client client(options_, *connector_, context_->cancellation, context_->clock);
  absl::StatusOr<v1::ListNodesResponse> listing = client.ListNodes(request);
  const auto answered = std::find(options_.servers.begin(), options_.servers.end(), client.server());
  std::rotate(options_.servers.begin(), answered, options_.servers.end());
  return listing;
}

ExitCode WriteJson(const std::string& json, CommandContext& context) {
  return ReportWritten(context.out.Write(context.out_is_terminal ? SanitizeJson(json) : json), context);
}

ExitCode WriteText(const std::string& text, const std::vector<std::string>& notes, CommandContext& context) {
  const absl::Status written = context.out.Write(text);
  Output& notes_output = context.out_is_terminal ? context.out : context.err;
  // An error is ignored because there is no other place to report it: this is stderr or the terminal.
  if (written.ok()) notes_output.Write(JoinLines(notes)).IgnoreError();
  return ReportWritten(written, context);
}

}  // namespace rollcall::cli
