// SPDX-License-Identifier: Apache-2.0
#include "base/signal_watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace rollcall {
namespace {

// nohup ignores SIGHUP for its command, a shell SIGINT for a command in the background. A signalfd would read them all
// the same.
bool IsIgnored(int signal) {
  struct sigaction action = {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t HandledSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!IsIgnored(signal)) sigaddset(&set, signal);
  }
  return set;
}

// Blocks the signals in this thread and in the threads that it starts later, and returns a descriptor that reads them.
int OpenBlockedSignals() {
  const sigset_t set = HandledSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC);
}

}  // namespace

SignalWatcher::SignalWatcher(int output, Cancellation& cancellation)
    : SignalWatcher(output, [&cancellation](int /*signal*/) { cancellation.Cancel(); }) {}

SignalWatcher::SignalWatcher(int output, std::function<void(int signal)> on_end)
    : output_(output),
      on_end_(std::move(on_end)),
      signals_(OpenBlockedSignals()),
      quit_(eventfd(0, EFD_CLOEXEC)),
      thread_([this] { Run(); }) {}

SignalWatcher::~SignalWatcher() {
  [[maybe_unused]] const int unused = eventfd_write(quit_.get(), 1);
  thread_.join();
  // The signals stay blocked. A signal that comes while the program is ending must not kill it with another exit code.
}

void SignalWatcher::Run() {
  // `events` is 0 for the output, because poll() always reports POLLERR and POLLHUP, and they mean a closed pipe.
  pollfd waits[] = {{.fd = signals_.get(), .events = POLLIN, .revents = 0},
                    {.fd = quit_.get(), .events = POLLIN, .revents = 0},
                    {.fd = output_, .events = 0, .revents = 0}};
  while (poll(waits, 3, -1) < 0) {
    if (errno != EINTR) return;
  }
  signalfd_siginfo info = {};
  if (waits[0].revents != 0) {  // read so that the signal is no longer pending
    [[maybe_unused]] const ssize_t unused = read(signals_.get(), &info, sizeof(info));
  }
  if (waits[1].revents == 0) on_end_(static_cast<int>(info.ssi_signo));
}

}  // namespace rollcall
