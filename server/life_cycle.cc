// SPDX-License-Identifier: Apache-2.0
#include "server/life_cycle.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "server/open_files_check.h"

namespace rollcall {
namespace {

constexpr absl::Duration kLookEvery = absl::Seconds(1);  // at the topic's state, and whether the threads live
constexpr absl::Duration kDrainedCheck = absl::Milliseconds(20);
constexpr char kKeptOut[] = "(not shown)";  // a property may be a password

bool WantsEnd(int signal) { return signal == SIGTERM || signal == SIGINT; }

std::string Shown(const SettingChange& change, const SettingValue& value) {
  if (change.name == "kafka-property") return kKeptOut;
  return value.text.empty() ? "(none)" : value.text;
}

}  // namespace

sigset_t BlockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void LifeCycle::Run() {
  systemd_.Ready(server_.SourceText());
  while (true) {
    const int signal = NextSignal(kLookEvery);
    if (signal == SIGHUP) Reload();
    if (WantsEnd(signal)) return Drain(signal);
  }
}

int LifeCycle::NextSignal(absl::Duration at_most) {
  Look();
  const timespec interval = absl::ToTimespec(std::clamp(at_most, absl::ZeroDuration(), kLookEvery));
  return std::max(sigtimedwait(&signals_, nullptr, &interval), 0);
}

void LifeCycle::Look() {
  const Instant now = Instant::Now();
  if (now - looked_at_ < kLookEvery) return;
  looked_at_ = now;
  server_.ReloadChangedFiles();
  if (!server_.is_draining()) systemd_.SetStatus(server_.SourceText());
  KeepWatchdog();
}

// systemd ends and restarts a process whose watchdog is not reset in time, so a thread that hangs has half of that.
void LifeCycle::KeepWatchdog() {
  if (!systemd_.watchdog().has_value()) return;
  const std::string silent = server_.SilentThread(*systemd_.watchdog() / 2);
  if (silent.empty()) {
    hangs_.Clear("no thread hangs any more");
    systemd_.KeepAlive();
  } else {
    hangs_.Report(Instant::Now(), "a thread hangs; systemd is not told that all is well", silent);
  }
}

void LifeCycle::Reload() {
  systemd_.Reloading();
  absl::StatusOr<SettingsReload::Result> result = settings_.Read();
  absl::Status status = result.status();
  if (status.ok()) {
    const ServerOptions& wanted = result->options;
    status = server_.Change(wanted.security, wanted.watch_limits, wanted.rpc_limits);
  }
  server_.NoteReload(status.ok());
  if (status.ok()) {
    const LogLevel before = ToLogLevel(settings_.options().log_level);
    const LogLevel after = ToLogLevel(result->options.log_level);
    SetLogLevel(std::min(before, after));  // so that the change itself is logged
    LogChanges(*result);
    SetLogLevel(after);
    settings_.Keep(*result);
    RaiseOpenFilesFor(result->options.rpc_limits.max_connections);
  } else {
    Log(LogLevel::kError, "the settings cannot be used; none was changed, and those before stay in force",
        {{"fault", std::string(status.message())}});
  }
  systemd_.Ready(server_.SourceText());
}

void LifeCycle::LogChanges(const SettingsReload::Result& result) {
  for (const SettingChange& change : result.taken) {
    Log(LogLevel::kInfo, "setting changed",
        {{"name", absl::StrCat("--", change.name)},
         {"before", Shown(change, change.before)},
         {"after", Shown(change, change.after)},
         {"place", change.after.place}});
  }
  for (const SettingChange& change : result.waiting) {
    Log(LogLevel::kWarning, "changed in the file, needs a restart",
        {{"name", absl::StrCat("--", change.name)},
         {"in_force", Shown(change, change.before)},
         {"after_restart", Shown(change, change.after)},
         {"place", change.after.place}});
  }
  Log(LogLevel::kInfo, "settings read again",
      {{"changed", result.taken.size()}, {"need_restart", result.waiting.size()}});
}

// Half of the time is for balancers, which notice that the health is NOT_SERVING and still send calls meanwhile. In the
// other half the watches move.
void LifeCycle::Drain(int signal) {
  const absl::Duration half = settings_.options().drain / 2;
  systemd_.Stopping("draining");
  if (signal == SIGINT || half <= absl::ZeroDuration()) {
    Log(LogLevel::kInfo, "stopping", {{"signal", strsignal(signal)}});
    return;
  }
  Log(LogLevel::kInfo, "draining",
      {{"signal", strsignal(signal)},
       {"drain", absl::FormatDuration(2 * half)},
       {"watches", server_.watches()},
       {"connections", server_.connections()}});
  server_.BeginDrain();
  if (!ServeUntil(Instant::Now() + half, false)) return;
  Log(LogLevel::kInfo, "ending watches", {{"watches", server_.watches()}, {"over", absl::FormatDuration(half)}});
  server_.MoveCalls(half);
  if (!ServeUntil(Instant::Now() + half, true)) return;
  Log(LogLevel::kInfo, "drained", {{"watches", server_.watches()}, {"connections", server_.connections()}});
}

bool LifeCycle::ServeUntil(Instant end, bool until_no_connections) {
  while (true) {
    const absl::Duration left = end - Instant::Now();
    if (left <= absl::ZeroDuration() || (until_no_connections && server_.connections() == 0)) return true;
    const int signal = NextSignal(until_no_connections ? std::min(left, kDrainedCheck) : left);
    if (!WantsEnd(signal)) continue;
    Log(LogLevel::kWarning, "stopping at once, because a second signal came",
        {{"signal", strsignal(signal)}, {"watches", server_.watches()}});
    return false;
  }
}

}  // namespace rollcall
