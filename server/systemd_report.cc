// SPDX-License-Identifier: Apache-2.0
#include "server/systemd_report.h"

#include "absl/strings/str_cat.h"
#include "rollcall/instant.h"

namespace rollcall {

void SystemdReport::Ready(const std::string& status) { Send(absl::StrCat("READY=1\n", NewStatus(status))); }

void SystemdReport::Reloading() { Send(absl::StrCat("RELOADING=1\n", SystemdMonotonicLine())); }

void SystemdReport::Stopping(const std::string& status) { Send(absl::StrCat("STOPPING=1\n", NewStatus(status))); }

void SystemdReport::SetStatus(const std::string& status) {
  if (status != status_) Send(NewStatus(status));
}

void SystemdReport::KeepAlive() {
  if (watchdog_.has_value()) Send("WATCHDOG=1\n");
}

std::string SystemdReport::NewStatus(const std::string& status) {
  status_ = status;
  return SystemdStatusLine(status);
}

void SystemdReport::Send(const std::string& lines) {
  const absl::Status sent = notifier_.Send(lines);
  if (sent.ok()) return;
  fault_.Report(Instant::Now(), "systemd cannot be told how this server is", std::string(sent.message()));
}

}  // namespace rollcall
