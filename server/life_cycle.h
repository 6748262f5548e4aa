// SPDX-License-Identifier: Apache-2.0
// What a running server does when the system asks: SIGHUP reads its settings again, SIGTERM drains it, a second signal
// or SIGINT ends it at once; systemd hears of it. docs/lifecycle.md is the manual.
#pragma once

#include <signal.h>

#include "absl/time/time.h"
#include "base/log.h"
#include "rollcall/instant.h"
#include "server/server.h"
#include "server/settings_reload.h"
#include "server/systemd_report.h"

namespace rollcall {

// Blocks the signals that LifeCycle waits for in this thread and in those that it starts later. SIGPIPE is ignored.
// Call it before other threads start.
sigset_t BlockSignals();

class LifeCycle {
 public:
  // `signals` are those of BlockSignals. The arguments must outlive it.
  LifeCycle(const sigset_t& signals, Server& server, SettingsReload& settings)
      : signals_(signals), server_(server), settings_(settings) {}

  // Returns when the server is to be stopped: it is drained, or a signal wants it to end at once.
  void Run();

 private:
  // The next signal; 0 if none came within `at_most`.
  int NextSignal(absl::Duration at_most);
  void Look();
  void KeepWatchdog();
  void Reload();
  void LogChanges(const SettingsReload::Result& result);
  void Drain(int signal);
  // Waits until then; false: a signal wants the end at once.
  bool ServeUntil(Instant end, bool until_no_connections);

  const sigset_t signals_;
  Server& server_;
  SettingsReload& settings_;
  SystemdReport systemd_;
  Instant looked_at_ = Instant::InfinitePast();
  RepeatedFault hangs_;
};

}  // namespace rollcall
