// SPDX-License-Identifier: Apache-2.0
#include "agent/source/shell_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace rollcall::agent {
namespace {

constexpr char kShell[] = "/bin/sh";

struct Pipe {
  UniqueFd reader;
  UniqueFd writer;
};

// Its ends are -1 if it cannot be made.
Pipe MakePipe() {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) == 0) fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// The variables of this process. Those of sd_notify(3) are for the agent alone.
std::vector<char*> ChildEnvironment() {
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (absl::StartsWith(*variable, "NOTIFY_SOCKET=") || absl::StartsWith(*variable, "WATCHDOG_")) continue;
    variables.push_back(*variable);
  }
  variables.push_back(nullptr);
  return variables;
}

class SpawnSettings {
 public:
  SpawnSettings(int out, int error) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, error, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setsigmask(&attributes_, &none);    // this process blocks the signals that end it
    posix_spawnattr_setsigdefault(&attributes_, &all);  // and ignores SIGPIPE
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  // Returns an error number, 0 if the process was started.
  int Spawn(std::string command, pid_t& pid) const {
    std::string name = kShell;
    std::string flag = "-c";
    char* const arguments[] = {name.data(), flag.data(), command.data(), nullptr};
    return posix_spawn(&pid, kShell, &files_, &attributes_, arguments, ChildEnvironment().data());
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

absl::Status NotStarted(int error) {
  return absl::UnavailableError(absl::StrCat(kShell, " cannot be started: ", std::strerror(error)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ShellProcess>> ShellProcess::Start(const std::string& command) {
  Pipe out = MakePipe();
  Pipe error = MakePipe();
  if (out.reader.get() < 0 || error.reader.get() < 0) return NotStarted(errno);
  pid_t pid = 0;
  if (const int failed = SpawnSettings(out.writer.get(), error.writer.get()).Spawn(command, pid); failed != 0) {
    return NotStarted(failed);
  }
  auto process = std::unique_ptr<ShellProcess>(new ShellProcess(pid, std::move(out.reader), std::move(error.reader)));
  if (process->ended() < 0) return NotStarted(errno);
  return process;
}

ShellProcess::ShellProcess(pid_t pid, UniqueFd out, UniqueFd error)
    : pid_(pid),
      out_(std::move(out)),
      error_(std::move(error)),
      ended_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}

ShellProcess::~ShellProcess() {
  if (pid_ != 0) Kill();
}

int ShellProcess::Kill() {
  int status = 0;
  kill(-pid_, SIGKILL);
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return status;
}

}  // namespace rollcall::agent
