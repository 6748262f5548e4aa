// SPDX-License-Identifier: Apache-2.0
// Shows the health of a long-running command to whatever supervises it: systemd, a container platform, Prometheus.
//
//   systemd      READY=1, STATUS=…, WATCHDOG=1 and STOPPING=1 to the socket that NOTIFY_SOCKET names (sd_notify(3)).
//   health file  Exists exactly while the command is healthy, and is touched every few seconds; a probe can test that
//                it exists and is young.
//   metrics      At http://HOST:PORT/metrics, in the text format of Prometheus.
#pragma once

#include <prometheus/registry.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rollcall::agent {

struct SupervisionOptions {
  std::string health_file;     // a path; empty: none
  std::string metrics_listen;  // HOST:PORT, port 0 takes a free one; empty: none
};

// Thread-safe. The command is unhealthy until SetHealth says otherwise.
class Supervisor {
 public:
  // UNAVAILABLE if it cannot listen; INVALID_ARGUMENT if the health file cannot be written.
  static absl::StatusOr<std::unique_ptr<Supervisor>> Start(const SupervisionOptions& options);
  virtual ~Supervisor() = default;  // removes the health file

  // OK: the command does its work. Otherwise the message says why it does not, for a person. The first OK is READY=1.
  virtual void SetHealth(const absl::Status& health) = 0;
  virtual void SetStopping() = 0;
  // For the command's own metrics.
  virtual prometheus::Registry& registry() = 0;
  // HOST:PORT of the metrics, with the port that was taken; empty if there are none.
  virtual const std::string& metrics_address() const = 0;
};

}  // namespace rollcall::agent
