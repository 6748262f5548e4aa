// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_flags.h"

#include <CLI/CLI.hpp>

#include "agent/commands/dry_run.h"
#include "base/duration_option.h"
#include "base/system_random.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kShortestLease = absl::Seconds(1);  // a shorter one ends while a broker is restarted
constexpr absl::Duration kLongestLease = absl::Hours(24 * 366);

}  // namespace

void AddPublicationFlags(CLI::App& command, PublicationFlags& flags) {
  AddKeyFormat(command, flags.key_format);
  AddDuration(command, "--lease", flags.lease, kShortestLease, kLongestLease,
              "Publish again within this time also if nothing changes; after three times this time without a record, "
              "readers show the status as stale");
  AddDuration(command, "--min-interval", flags.min_interval, absl::ZeroDuration(), absl::Hours(1),
              "Shortest time between two records about changes");
  AddDryRun(command, flags.dry_run);
  AddSupervisionFlags(command, flags.supervision);
}

void AddSupervisionFlags(CLI::App& command, SupervisionOptions& options) {
  command
      .add_option("--health-file", options.health_file,
                  "A file that exists while all is well, and is touched every 5 s")
      ->type_name("FILE");
  command
      .add_option("--metrics-listen", options.metrics_listen,
                  "Address to serve metrics on for Prometheus, at /metrics; port 0 takes a free port")
      ->type_name("HOST:PORT");
}

PublicationOptions ToPublicationOptions(const PublicationFlags& flags) {
  PublicationOptions options;
  options.key_format = flags.key_format;
  options.lease = flags.lease;
  options.min_interval = flags.min_interval;
  options.random = SystemRandom();
  return options;
}

}  // namespace rollcall::agent
