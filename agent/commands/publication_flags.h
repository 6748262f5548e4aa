// SPDX-License-Identifier: Apache-2.0
// The options of commands that publish for a long time: run and redpanda.
#pragma once

#include <optional>

#include "absl/time/time.h"
#include "agent/commands/kafka_flags.h"
#include "agent/publisher/node_publication.h"
#include "agent/supervision/supervisor.h"
#include "base/cli11_types.h"

namespace rollcall::agent {

struct PublicationFlags {
  KeyFormat key_format = KeyFormat::kBinary;
  std::optional<absl::Duration> lease;
  absl::Duration min_interval;
  bool dry_run = false;  // print each record instead of publishing it
  SupervisionOptions supervision;
};

// Adds --key-format, --lease, --min-interval, --dry-run, --health-file and --metrics-listen to a command.
void AddPublicationFlags(CLI::App& command, PublicationFlags& flags);

// Adds --health-file and --metrics-listen to a command.
void AddSupervisionFlags(CLI::App& command, SupervisionOptions& options);

PublicationOptions ToPublicationOptions(const PublicationFlags& flags);

}  // namespace rollcall::agent
