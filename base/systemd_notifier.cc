// SPDX-License-Identifier: Apache-2.0
#include "base/systemd_notifier.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/unique_fd.h"

namespace rollcall {
namespace {

constexpr timeval kSendTimeout = {.tv_sec = 1, .tv_usec = 0};  // the receiver's queue may be full

absl::Status Unusable(const std::string& socket, const char* why) {
  return absl::UnavailableError(absl::StrCat("NOTIFY_SOCKET '", socket, "' cannot be used: ", why));
}

// Fills in `address` and returns its length. 0 if the name does not fit.
socklen_t FillAddress(const std::string& name, sockaddr_un& address) {
  address.sun_family = AF_UNIX;
  if (name.size() >= sizeof(address.sun_path)) return 0;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';  // an abstract socket
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
}

}  // namespace

absl::Status SystemdNotifier::Send(std::string_view lines) const {
  if (socket_.empty()) return absl::OkStatus();
  if (socket_.front() != '/' && socket_.front() != '@') return Unusable(socket_, "it is neither a path nor abstract");
  sockaddr_un address{};
  const socklen_t length = FillAddress(socket_, address);
  if (length == 0) return Unusable(socket_, "its name is too long");
  const UniqueFd descriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (descriptor.get() < 0) return Unusable(socket_, std::strerror(errno));
  setsockopt(descriptor.get(), SOL_SOCKET, SO_SNDTIMEO, &kSendTimeout, sizeof(kSendTimeout));
  const ssize_t sent = sendto(descriptor.get(), lines.data(), lines.size(), MSG_NOSIGNAL,
                              reinterpret_cast<const sockaddr*>(&address), length);
  return sent >= 0 ? absl::OkStatus() : Unusable(socket_, std::strerror(errno));
}

SystemdNotifier SystemdNotifier::OfThisProcess() {
  const char* const socket = std::getenv("NOTIFY_SOCKET");
  return SystemdNotifier(socket != nullptr ? socket : "");
}

std::string SystemdStatusLine(const std::string& text) {
  return absl::StrCat("STATUS=", absl::StrReplaceAll(text, {{"\n", " "}}), "\n");
}

std::string SystemdMonotonicLine() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::StrCat("MONOTONIC_USEC=", absl::ToInt64Microseconds(absl::DurationFromTimespec(now)), "\n");
}

std::optional<absl::Duration> WatchdogIntervalOfThisProcess() {
  return WatchdogInterval(std::getenv("WATCHDOG_USEC"), std::getenv("WATCHDOG_PID"), getpid());
}

std::optional<absl::Duration> WatchdogInterval(const char* usec, const char* pid, pid_t own_pid) {
  int64_t interval_usec = 0;
  if (usec == nullptr || !absl::SimpleAtoi(usec, &interval_usec) || interval_usec <= 0) return std::nullopt;
  int64_t expected_pid = 0;
  if (pid != nullptr && (!absl::SimpleAtoi(pid, &expected_pid) || expected_pid != own_pid)) return std::nullopt;
  return absl::Microseconds(interval_usec);
}

}  // namespace rollcall
