// SPDX-License-Identifier: Apache-2.0
#include "base/first_process.h"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace rollcall {
namespace {

constexpr int kSignalExit = 128;  // a shell shows the end by a signal in this way

void EndBySignal(int signal) { _exit(kSignalExit + signal); }

bool HasDefaultAction(int signal) {
  struct sigaction action = {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL;
}

}  // namespace

void EndOnSignalsIfFirstProcess() {
  if (getpid() != 1) return;
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
    if (HasDefaultAction(signal)) std::signal(signal, EndBySignal);
  }
}

}  // namespace rollcall
