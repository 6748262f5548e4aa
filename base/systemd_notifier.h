// SPDX-License-Identifier: Apache-2.0
// Tells systemd about the state of this process: the protocol of sd_notify(3).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace rollcall {

// Not thread-safe.
class SystemdNotifier {
 public:
  // `socket` as NOTIFY_SOCKET names it: an absolute path, or '@' and the name of an abstract socket. Empty: nothing
  // waits for notifications.
  explicit SystemdNotifier(std::string socket) : socket_(std::move(socket)) {}

  // The socket that NOTIFY_SOCKET names, if it is set.
  static SystemdNotifier OfThisProcess();

  // Sends one or more lines such as "READY=1\nSTATUS=OK". Waits for at most a second. OK if there is no socket.
  absl::Status Send(std::string_view lines) const;

 private:
  const std::string socket_;
};

// How often systemd expects WATCHDOG=1. `usec` and `pid` are the values of WATCHDOG_USEC and WATCHDOG_PID, null if they
// are not set; `own_pid` is this process's. nullopt: it does not expect any from this process.
std::optional<absl::Duration> WatchdogInterval(const char* usec, const char* pid, pid_t own_pid);
std::optional<absl::Duration> WatchdogIntervalOfThisProcess();

// The line that shows `text` in systemctl status. Its line ends become blanks, because systemd expects one line.
std::string SystemdStatusLine(const std::string& text);

// The line that has to follow RELOADING=1: the time by the clock that systemd compares it with.
std::string SystemdMonotonicLine();

}  // namespace rollcall
