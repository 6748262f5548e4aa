// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/command_client.h"

#include <cstdint>
#include <optional>
#include <string>

namespace rollcall::cli {

CommandClient::CommandClient(const ConnectionOptions& connection, client::Connector& connector, CommandContext& context)
    : connection_(connection),
      context_(context),
      client_(LimitedOptions(), connector, context.cancellation, context.clock) {}

// Calls it, and says what it waits for if that takes long.
template <typename Call>
auto CommandClient::WithNotice(std::optional<int64_t> min_revision, const Call& call) {
  WaitNotice notice(AwaitedText(connection_, min_revision), context_);
  notice_ = &notice;
  auto answer = call();
  notice_ = nullptr;
  return answer;
}

absl::StatusOr<v1::ListNodesResponse> CommandClient::ListNodes(const v1::ListNodesRequest& request) {
  const auto min_revision = request.has_min_revision() ? std::optional<int64_t>(request.min_revision()) : std::nullopt;
  return WithNotice(min_revision, [&] { return client_.ListNodes(request); });
}

absl::StatusOr<v1::ListChangesResponse> CommandClient::ListChanges(const v1::ListChangesRequest& request, int limit) {
  return WithNotice(std::nullopt, [&] { return client_.ListChanges(request, limit); });
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
