// SPDX-License-Identifier: Apache-2.0
// A shell that runs a command, with pipes from its output.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/unique_fd.h"

namespace rollcall::agent {

// Not thread-safe.
class ShellProcess {
 public:
  // Starts `/bin/sh -c command` in a process group of its own, with /dev/null as stdin. UNAVAILABLE if it cannot.
  static absl::StatusOr<std::unique_ptr<ShellProcess>> Start(const std::string& command);
  ~ShellProcess();  // as Kill
  ShellProcess(const ShellProcess&) = delete;
  ShellProcess& operator=(const ShellProcess&) = delete;

  // Do not block. At the end of file, nobody in the group has them open any more.
  int out() const { return out_.get(); }
  int error() const { return error_.get(); }
  // Readable when the shell has ended.
  int ended() const { return ended_.get(); }

  // Kills all processes of the group, if any are left, and returns the shell's status as waitpid(2) gives it.
  int Kill();

 private:
  ShellProcess(pid_t pid, UniqueFd out, UniqueFd error);

  pid_t pid_;  // 0 once its end was taken: from then on it may be another process's
  const UniqueFd out_;
  const UniqueFd error_;
  const UniqueFd ended_;
};

}  // namespace rollcall::agent
