// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/command_client.h"

#include <string>

namespace rollcall::cli {

CommandClient::CommandClient(const ConnectionOptions& connection, client::Connector& connector, CommandContext& context)
    : connection_(connection),
      context_(context),
      client_(LimitedOptions(), connector, context.cancellation, context.clock) {}

absl::StatusOr<v1::ListNodesResponse> CommandClient::ListNodes(const v1::ListNodesRequest& request) {
  WaitNotice notice(AwaitedText(connection_, request), context_);
  notice_ = &notice;
  absl::StatusOr<v1::ListNodesResponse> listing = client_.ListNodes(request);
  notice_ = nullptr;
  return listing;
}

absl::StatusOr<v1::ListChangesResponse> CommandClient::ListChanges(const v1::ListChangesRequest& request, int limit) {
  WaitNotice notice(AwaitedText(connection_, v1::ListNodesRequest()), context_);
  notice_ = &notice;
  absl::StatusOr<v1::ListChangesResponse> changes = client_.ListChanges(request, limit);
  notice_ = nullptr;
  return changes;
}

client::ClientOptions CommandClient::LimitedOptions() {
  client::ClientOptions options = ToClientOptions(connection_);
  options.end = context_.clock.Now() + options.timeout;
  options.on_failure = [this](const std::string& server, const absl::Status& why) {
    if (notice_ != nullptr) notice_->SetFailure(server, why);
  };
  return options;
}

}  // namespace rollcall::cli
