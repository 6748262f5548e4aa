// SPDX-License-Identifier: Apache-2.0
// The options of the command redpanda.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/commands/publication_flags.h"
#include "agent/redpanda/admin_client.h"
#include "agent/redpanda/transform_statuses.h"
#include "base/cli11_types.h"

namespace rollcall::agent {

struct RedpandaFlags {
  std::vector<std::string> urls;  // each may be a list with commas
  AdminOptions admin;             // the password and the token may be @FILE; no URLs
  TransformOptions transforms;
  absl::Duration every = absl::Seconds(10);
  bool once = false;
  PublicationFlags publication;
};

void AddRedpandaFlags(CLI::App& command, RedpandaFlags& flags);

// Call it after parsing. Reads the files of secrets. INVALID_ARGUMENT with the name of an option that cannot be used.
absl::StatusOr<AdminOptions> CheckAdminFlags(const RedpandaFlags& flags);

}  // namespace rollcall::agent
