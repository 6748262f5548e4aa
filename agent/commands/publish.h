// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent publish`: publishes a node's status once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "agent/commands/command.h"
#include "agent/commands/server_wait.h"
#include "agent/commands/single_write.h"

namespace rollcall::agent {

struct PublishOptions {
  std::string path;  // "-" for standard input
  std::optional<int32_t> node_id;
  KeyFormat key_format = KeyFormat::kBinary;
  bool dry_run = false;  // print the record instead of publishing it
  ServerWaitFlags wait = {};
};

ExitCode RunPublish(const PublishOptions& options, absl::Duration timeout, SingleWriter& writer,
                    CommandContext& context);

// Checks the status, and prints the record that RunPublish would append. Needs no broker.
ExitCode RunPublishDry(const PublishOptions& options, CommandContext& context);

}  // namespace rollcall::agent
