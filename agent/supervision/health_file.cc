// SPDX-License-Identifier: Apache-2.0
#include "agent/supervision/health_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/unique_fd.h"

namespace rollcall::agent {
namespace {

constexpr std::string_view kContent = "ok\n";
constexpr mode_t kMode = 0644;

absl::Status Failed(const std::string& path, const char* what, int error) {
  return absl::UnavailableError(
      absl::StrCat("the health file '", path, "' cannot be ", what, ": ", std::strerror(error)));
}

}  // namespace

absl::Status HealthFile::Prepare() {
  if (path_.empty()) return absl::OkStatus();
  absl::Status status = Write();
  if (status.ok()) status = Remove();
  if (status.ok()) return status;
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(status.message()), "; name a file in a folder that exists and can be written to"));
}

absl::Status HealthFile::Touch() {
  if (path_.empty()) return absl::OkStatus();
  if (utimensat(AT_FDCWD, path_.c_str(), nullptr, 0) == 0) return absl::OkStatus();
  return Write();
}

absl::Status HealthFile::Remove() {
  if (path_.empty() || unlink(path_.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return Failed(path_, "removed", errno);
}

absl::Status HealthFile::Write() {
  const std::string temporary = absl::StrCat(path_, ".", getpid());
  {
    const UniqueFd file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode));
    if (file.get() < 0) return Failed(path_, "written", errno);
    if (write(file.get(), kContent.data(), kContent.size()) != static_cast<ssize_t>(kContent.size())) {
      const int error = errno;
      unlink(temporary.c_str());
      return Failed(path_, "written", error);
    }
  }
  if (std::rename(temporary.c_str(), path_.c_str()) == 0) return absl::OkStatus();
  const int error = errno;
  unlink(temporary.c_str());
  return Failed(path_, "written", error);
}

}  // namespace rollcall::agent
