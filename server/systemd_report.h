// SPDX-License-Identifier: Apache-2.0
// What systemd hears of this server: sd_notify(3). Without NOTIFY_SOCKET nothing is sent. What cannot be sent is logged
// and changes nothing else. Not thread-safe.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "base/log.h"
#include "base/systemd_notifier.h"

namespace rollcall {

class SystemdReport {
 public:
  // `status`, here and below: one line for people.
  void Ready(const std::string& status);  // it listens; also after Reloading
  void Reloading();
  void Stopping(const std::string& status);
  void SetStatus(const std::string& status);  // sends it if it is another one
  // All is well: resets systemd's watchdog, if the unit has one.
  void KeepAlive();

  // Within this time KeepAlive has to be called again and again; nullopt if the unit has no watchdog.
  std::optional<absl::Duration> watchdog() const { return watchdog_; }

 private:
  void Send(const std::string& lines);
  std::string NewStatus(const std::string& status);

  const SystemdNotifier notifier_ = SystemdNotifier::OfThisProcess();
  const std::optional<absl::Duration> watchdog_ = WatchdogIntervalOfThisProcess();
  std::string status_;
  RepeatedFault fault_;
};

}  // namespace rollcall
