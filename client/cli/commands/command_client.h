// SPDX-License-Identifier: Apache-2.0
// The client of one command.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"
#include "client/cli/commands/wait_notice.h"
#include "rollcall/client/client.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// All that it lists ends with --timeout, counted from here. For one thread.
class CommandClient {
 public:
  // All references must outlive this.
  CommandClient(const ConnectionOptions& connection, client::Connector& connector, CommandContext& context);
  CommandClient(const CommandClient&) = delete;
  CommandClient& operator=(const CommandClient&) = delete;

  // As Client::ListNodes. A wait of more than a second says on stderr what for.
  absl::StatusOr<v1::ListNodesResponse> ListNodes(const v1::ListNodesRequest& request);

  // As Client::ListChanges, with the same notice.
  absl::StatusOr<v1::ListChangesResponse> ListChanges(const v1::ListChangesRequest& request, int limit);

  // The same client, for what else the command asks.
  client::Client& client() { return client_; }

 private:
  template <typename Call>
  auto WithNotice(std::optional<int64_t> min_revision, const Call& call);
  client::ClientOptions LimitedOptions();

  const ConnectionOptions& connection_;
  CommandContext& context_;
  WaitNotice* notice_ = nullptr;  // while a listing waits
  client::Client client_;
};

}  // namespace rollcall::cli
