// SPDX-License-Identifier: Apache-2.0
#include "agent/source/command_run.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "agent/source/shell_process.h"
#include "base/deadline.h"
#include "topic/record/well_formed.h"

namespace rollcall::agent {
namespace {

constexpr size_t kMaxErrorBytes = 4096;   // of stderr, from its end
constexpr size_t kMaxMessageBytes = 200;  // of its last line
constexpr absl::Duration kLongestWait = absl::Hours(1);

std::string LastLine(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, absl::ByAnyChar("\r\n"), absl::SkipWhitespace());
  return lines.empty() ? "" : topic::ForMessage(lines.back(), kMaxMessageBytes);
}

// One of the pipes from the command.
class Output {
 public:
  explicit Output(int fd) : fd_(fd) {}

  // For poll(2): -1, which it ignores, after the end.
  int fd() const { return is_open_ ? fd_ : -1; }
  const std::string& text() const { return text_; }
  // Appends what can be read now, until there is more than `max_bytes`.
  void Read(size_t max_bytes) {
    while (is_open_ && text_.size() <= max_bytes && ReadOnce()) {
    }
  }
  void KeepEnd(size_t max_bytes) {
    if (text_.size() > max_bytes) text_.erase(0, text_.size() - max_bytes);
  }

 private:
  bool ReadOnce() {
    std::array<char, 16384> buffer;
    const ssize_t size = read(fd_, buffer.data(), buffer.size());
    if (size > 0) text_.append(buffer.data(), static_cast<size_t>(size));
    if (size == 0) is_open_ = false;
    return size > 0;
  }

  const int fd_;
  bool is_open_ = true;
  std::string text_;
};

class CommandRun {
 public:
  CommandRun(ShellProcess& process, const CommandLimits& limits, int stop_fd)
      : process_(process), limits_(limits), deadline_(limits.time), stop_fd_(stop_fd) {}

  absl::StatusOr<CommandOutput> Follow() {
    absl::Status reading = ReadToEnd();
    const int wait_status = process_.Kill();
    if (!reading.ok()) return reading;
    if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) {
      return CommandOutput{.text = out_.text(), .last_error = LastLine(error_.text())};
    }
    return WIFEXITED(wait_status) ? Failed(absl::StrCat("ended with exit code ", WEXITSTATUS(wait_status)))
                                  : Failed(absl::StrCat("was ended by signal ", WTERMSIG(wait_status)));
  }

 private:
  // OK when the shell has ended; otherwise why it has to be killed.
  absl::Status ReadToEnd() {
    while (true) {
      const bool has_ended = Wait();
      out_.Read(limits_.max_bytes);
      error_.Read(SIZE_MAX);
      error_.KeepEnd(kMaxErrorBytes);
      if (out_.text().size() > limits_.max_bytes) {
        return Failed(absl::StrCat("printed more than ", limits_.max_bytes, " bytes and was killed"));
      }
      if (has_ended) return absl::OkStatus();
      if (must_stop_) return absl::CancelledError("the agent ends");
      if (deadline_.Passed()) {
        return Failed(absl::StrCat("took longer than ", absl::FormatDuration(limits_.time), " and was killed"));
      }
    }
  }

  // Waits until something happens. Returns whether the shell has ended: then all that it printed can be read.
  bool Wait() {
    pollfd waits[] = {{.fd = process_.ended(), .events = POLLIN, .revents = 0},
                      {.fd = stop_fd_, .events = POLLIN, .revents = 0},
                      {.fd = out_.fd(), .events = POLLIN, .revents = 0},
                      {.fd = error_.fd(), .events = POLLIN, .revents = 0}};
    const int64_t left_ms = absl::ToInt64Milliseconds(std::min(deadline_.Left(), kLongestWait)) + 1;
    if (poll(waits, std::size(waits), static_cast<int>(left_ms)) < 0) return false;
    must_stop_ = waits[1].revents != 0;
    return waits[0].revents != 0;
  }

  absl::Status Failed(const std::string& what) const {
    const std::string last_line = LastLine(error_.text());
    return absl::UnavailableError(absl::StrCat(what, last_line.empty() ? "" : "; stderr ends with: ", last_line));
  }

  ShellProcess& process_;
  const CommandLimits limits_;
  const Deadline deadline_;
  const int stop_fd_;
  bool must_stop_ = false;
  Output out_{process_.out()};
  Output error_{process_.error()};
};

}  // namespace

absl::StatusOr<CommandOutput> RunCommand(const std::string& command, const CommandLimits& limits, int stop_fd) {
  const absl::StatusOr<std::unique_ptr<ShellProcess>> process = ShellProcess::Start(command);
  if (!process.ok()) return process.status();
  return CommandRun(**process, limits, stop_fd).Follow();
}

}  // namespace rollcall::agent
