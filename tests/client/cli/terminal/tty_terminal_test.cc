// SPDX-License-Identifier: Apache-2.0
// The terminal is given back as it was, whatever ends the screen.
#include "client/cli/terminal/tty_terminal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>

#include "base/check.h"
#include "base/exit_code.h"
#include "base/unique_fd.h"

namespace rollcall::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr char kEntered[] = "\x1b[?1049h\x1b[?25l";
constexpr char kLeft[] = "\x1b[?25h\x1b[?1049l";

// A pseudoterminal, which does not control this process.
class PseudoTerminal {
 public:
  PseudoTerminal() : person_(posix_openpt(O_RDWR | O_NOCTTY)), program_(OpenOtherSide()) {}
  int program() const { return program_.get(); }
  void Type(const std::string& keys) const {
    ASSERT_EQ(write(person_.get(), keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  // What the program has written since the last call.
  std::string Written() const {
    std::string text;
    pollfd wait = {.fd = person_.get(), .events = POLLIN, .revents = 0};
    char buffer[1000];
    while (poll(&wait, 1, 100) > 0 && (wait.revents & POLLIN) != 0) {
      text.append(buffer, static_cast<size_t>(read(person_.get(), buffer, sizeof(buffer))));
    }
    return text;
  }
  bool EchoesLines() const {
    termios mode = {};
    EXPECT_EQ(tcgetattr(program_.get(), &mode), 0);
    return (mode.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO);
  }

 private:
  int OpenOtherSide() const {
    EXPECT_EQ(grantpt(person_.get()), 0);
    EXPECT_EQ(unlockpt(person_.get()), 0);
    return open(ptsname(person_.get()), O_RDWR | O_NOCTTY);
  }
  UniqueFd person_;
  UniqueFd program_;
};

TEST(TtyTerminalTest, ShowsTheScreenAndGivesTheTerminalBack) {
  const PseudoTerminal tty;
  {
    TtyTerminal terminal(tty.program(), tty.program());
    EXPECT_EQ(tty.Written(), "") << "nothing is shown before it is asked for";
    EXPECT_EQ(terminal.Poll(), Terminal::Screen::kCleared);
    EXPECT_EQ(terminal.Poll(), Terminal::Screen::kShown);
    EXPECT_EQ(tty.Written(), kEntered);
    EXPECT_FALSE(tty.EchoesLines());
    terminal.Leave();
    EXPECT_EQ(tty.Written(), kLeft);
    EXPECT_TRUE(tty.EchoesLines());
    EXPECT_EQ(terminal.Poll(), Terminal::Screen::kCleared);
    EXPECT_FALSE(tty.EchoesLines());
  }
  EXPECT_TRUE(tty.EchoesLines());
  EXPECT_THAT(tty.Written(), EndsWith(kLeft));
}

TEST(TtyTerminalTest, ReadsKeysOneByOneWithoutWaiting) {
  const PseudoTerminal tty;
  TtyTerminal terminal(tty.program(), tty.program());
  EXPECT_TRUE(terminal.has_keyboard());
  terminal.Poll();
  tty.Written();
  EXPECT_EQ(terminal.ReadTyped(), "");
  tty.Type("j");
  std::string typed;
  while (typed.empty()) typed = terminal.ReadTyped();
  EXPECT_EQ(typed, "j");
  EXPECT_EQ(tty.Written(), "") << "the key is not echoed";
}

TEST(TtyTerminalTest, WithoutAKeyboardThereAreNoKeysButAScreen) {
  const PseudoTerminal tty;
  const UniqueFd null(open("/dev/null", O_RDONLY));
  TtyTerminal terminal(null.get(), tty.program());
  EXPECT_FALSE(terminal.has_keyboard());
  EXPECT_EQ(terminal.Poll(), Terminal::Screen::kCleared);
  EXPECT_EQ(terminal.ReadTyped(), "");
}

TEST(TtyTerminalTest, AProgramThatGoesOnDrawsAgain) {
  const PseudoTerminal tty;
  TtyTerminal terminal(tty.program(), tty.program());
  terminal.Poll();
  raise(SIGCONT);
  EXPECT_EQ(terminal.Poll(), Terminal::Screen::kCleared);
  EXPECT_EQ(terminal.Poll(), Terminal::Screen::kShown);
}

TEST(TtyTerminalTest, ATerminalThatCtrlSHasStoppedDoesNotDelayTheEnd) {
  const PseudoTerminal tty;
  TtyTerminal terminal(tty.program(), tty.program());
  terminal.Poll();
  tty.Type("\x13");
  pollfd wait = {.fd = tty.program(), .events = POLLOUT, .revents = 0};
  while (poll(&wait, 1, 0) > 0) {  // until it is stopped
  }
  terminal.Leave();
  EXPECT_THAT(tty.Written(), EndsWith(kLeft));
}

class TtyTerminalDeathTest : public ::testing::Test {
 protected:
  void Show() {
    terminal_ = std::make_unique<TtyTerminal>(tty_.program(), tty_.program());
    terminal_->Poll();
  }
  void ExpectRestored() const {
    EXPECT_TRUE(tty_.EchoesLines());
    EXPECT_THAT(tty_.Written(), HasSubstr(kLeft));
  }

  const PseudoTerminal tty_;
  std::unique_ptr<TtyTerminal> terminal_;
};

TEST_F(TtyTerminalDeathTest, TheQuitKeyLeavesNoTrace) {
  EXPECT_EXIT((Show(), raise(SIGQUIT)), ::testing::KilledBySignal(SIGQUIT), "");
  ExpectRestored();
}

TEST_F(TtyTerminalDeathTest, ABugIsReportedOnTheRestoredTerminal) {
  EXPECT_EXIT((Show(), DieOfBug("wrong")), ::testing::ExitedWithCode(kExitBug), "wrong");
  ExpectRestored();
}

TEST_F(TtyTerminalDeathTest, AfterTheScreenASignalHasItsUsualEffect) {
  EXPECT_EXIT((Show(), terminal_.reset(), tty_.Written(), raise(SIGQUIT)), ::testing::KilledBySignal(SIGQUIT), "");
}

}  // namespace
}  // namespace rollcall::cli
