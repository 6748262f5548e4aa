// SPDX-License-Identifier: Apache-2.0
#include "client/cli/terminal/signal_watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace rollcall::cli {
namespace {

sigset_t StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

SignalWatcher::SignalWatcher(int output, client::Cancellation& cancellation)
    : output_(output), cancellation_(cancellation) {
  const sigset_t set = StopSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC);
  quit_ = eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { Run(); });
}

SignalWatcher::~SignalWatcher() {
  [[maybe_unused]] const int unused = eventfd_write(quit_, 1);
  thread_.join();
  close(signals_);
  close(quit_);
  // The signals stay blocked: one that came while the program was ending anyway must not kill it with another exit
  // code.
}

void SignalWatcher::Run() {
  // No events asked of the output: POLLERR and POLLHUP, which tell of a closed pipe, come unasked.
  pollfd waits[] = {{.fd = signals_, .events = POLLIN, .revents = 0},
                    {.fd = quit_, .events = POLLIN, .revents = 0},
                    {.fd = output_, .events = 0, .revents = 0}};
  while (poll(waits, 3, -1) < 0) {
    if (errno != EINTR) return;
  }
  if (waits[0].revents != 0) {
    signalfd_siginfo taken;  // taken so that it is not pending any longer
    [[maybe_unused]] const ssize_t unused = read(signals_, &taken, sizeof(taken));
  }
  if (waits[1].revents == 0) cancellation_.Cancel();
}

}  // namespace rollcall::cli
