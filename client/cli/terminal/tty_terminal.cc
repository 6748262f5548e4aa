// SPDX-License-Identifier: Apache-2.0
#include "client/cli/terminal/tty_terminal.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace rollcall::cli {
namespace {

// DEC private modes, which every current terminal has: 1049 is the second screen, 25 the cursor.
constexpr std::string_view kEnterText = "\x1b[?1049h\x1b[?25l";
constexpr std::string_view kLeaveText = "\x1b[?25h\x1b[?1049l";

// A signal that is ignored is left so: a shell without job control starts its programs like that.
bool IsIgnored(int signal) {
  struct sigaction action = {};
  sigaction(signal, nullptr, &action);
  return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t SetOf(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  return set;
}

// Blocks the signals in this thread and in the threads that it starts later, and returns a descriptor that reads them.
int OpenBlockedSignals() {
  sigset_t set = SetOf(SIGCONT);
  if (!IsIgnored(SIGTSTP)) sigaddset(&set, SIGTSTP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void WriteText(int descriptor, std::string_view text) {
  [[maybe_unused]] const ssize_t unused = write(descriptor, text.data(), text.size());
}

}  // namespace

TtyTerminal::TtyTerminal(int input, int output)
    : input_(input), output_(output), has_keyboard_(isatty(input) == 1), signals_(OpenBlockedSignals()) {}

TtyTerminal::~TtyTerminal() {
  Leave();
  // The signals are not blocked any longer, so that Ctrl-Z works while the program ends.
  for (const int signal : {SIGTSTP, SIGCONT}) {
    const sigset_t set = SetOf(signal);
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  }
}

Terminal::Screen TtyTerminal::Poll() {
  bool is_cleared = false;
  for (Signal signal = NextSignal(); signal != Signal::kNone; signal = NextSignal()) {
    if (signal == Signal::kStop) Stop();
    Leave();  // the shell has used the terminal meanwhile
  }
  if (!is_shown_ && IsInForeground()) {
    Enter();
    is_cleared = true;
  }
  if (!is_shown_) return Screen::kHidden;
  return is_cleared ? Screen::kCleared : Screen::kShown;
}

TtyTerminal::Signal TtyTerminal::NextSignal() {
  signalfd_siginfo info = {};
  if (read(signals_.get(), &info, sizeof(info)) != sizeof(info)) return Signal::kNone;
  return info.ssi_signo == SIGTSTP ? Signal::kStop : Signal::kContinue;
}

// A terminal that does not control this process (as in a container) has no job control: it is ours.
bool TtyTerminal::IsInForeground() const {
  const pid_t group = tcgetpgrp(output_);
  return group < 0 || group == getpgrp();
}

// Stops the process as the default action of SIGTSTP does, with the terminal as it was before.
void TtyTerminal::Stop() {
  Leave();
  const sigset_t set = SetOf(SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  raise(SIGTSTP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void TtyTerminal::Enter() {
  before_ = {.descriptor = output_, .mode = {}, .text = kLeaveText};
  if (tcgetattr(output_, &before_.mode) != 0) return;
  PrepareEmergency(before_);
  termios mode = before_.mode;
  // Without ISIG off, Ctrl-C, Ctrl-Z and Ctrl-\ still are signals.
  mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  tcsetattr(output_, TCSANOW, &mode);
  WriteText(output_, kEnterText);
  is_shown_ = true;
}

void TtyTerminal::Leave() {
  if (!is_shown_) return;
  is_shown_ = false;
  if (IsInForeground()) {
    RestoreTerminal(before_);
  } else {
    WriteText(output_, kLeaveText);  // the mode is already that of the program in the foreground
  }
  CancelEmergency();
}

std::string TtyTerminal::ReadTyped() {
  std::string typed;
  if (!has_keyboard_ || !is_shown_) return typed;
  pollfd wait = {.fd = input_, .events = POLLIN, .revents = 0};
  char buffer[256];
  while (poll(&wait, 1, 0) > 0) {
    const ssize_t size = read(input_, buffer, sizeof(buffer));
    if (size <= 0) {
      has_keyboard_ = size < 0 && errno == EINTR;  // the terminal is gone
      break;
    }
    typed.append(buffer, static_cast<size_t>(size));
    if (typed.size() >= sizeof(buffer)) break;
  }
  return typed;
}

}  // namespace rollcall::cli
