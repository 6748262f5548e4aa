// SPDX-License-Identifier: Apache-2.0
#include "client/cli/terminal/emergency.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

#include "base/check.h"

namespace rollcall::cli {
namespace {

constexpr int kDeadlySignals[] = {SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

// The one global of the program: a signal handler can find it in no other way.
std::atomic<const TerminalRestoration*> prepared = nullptr;

void Run() {
  const TerminalRestoration* restoration = prepared.exchange(nullptr);
  if (restoration != nullptr) RestoreTerminal(*restoration);
}

void OnDeadlySignal(int signal) {
  Run();
  std::signal(signal, SIG_DFL);
  raise(signal);  // takes effect when this handler returns
}

void InstallHandlers() {
  for (const int signal : kDeadlySignals) {
    struct sigaction action = {};
    sigaction(signal, nullptr, &action);
    const bool is_default = (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_DFL;
    if (!is_default) continue;
    action = {};
    action.sa_handler = OnDeadlySignal;
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace

void RestoreTerminal(const TerminalRestoration& restoration) {
  const int saved_errno = errno;
  // Output that Ctrl-S has stopped would keep the write waiting. Without IXON it goes on.
  termios flowing = restoration.mode;
  flowing.c_iflag &= ~static_cast<tcflag_t>(IXON);
  tcsetattr(restoration.descriptor, TCSANOW, &flowing);
  [[maybe_unused]] const ssize_t unused =
      write(restoration.descriptor, restoration.text.data(), restoration.text.size());
  tcsetattr(restoration.descriptor, TCSANOW, &restoration.mode);
  errno = saved_errno;
}

void PrepareEmergency(const TerminalRestoration& restoration) {
  prepared = &restoration;
  InstallHandlers();
  SetBugHook(Run);
}

void CancelEmergency() {
  prepared = nullptr;
  SetBugHook(nullptr);
  for (const int signal : kDeadlySignals) {
    struct sigaction action = {};
    sigaction(signal, nullptr, &action);
    if ((action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == OnDeadlySignal) std::signal(signal, SIG_DFL);
  }
}

}  // namespace rollcall::cli
