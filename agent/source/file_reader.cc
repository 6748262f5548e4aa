// SPDX-License-Identifier: Apache-2.0
#include "agent/source/file_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/unique_fd.h"

namespace rollcall::agent {
namespace {

// Reads at most one byte more than a status may have. Returns errno, 0 if all went well.
int ReadAll(int fd, std::string& text) {
  text.resize(kMaxStatusBytes + 1);
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = read(fd, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  text.resize(size);
  return 0;
}

}  // namespace

std::optional<SourceEvent> FileReader::Read() {
  read_ = IdentityOf(path_);
  SourceEvent event = ReadFile();
  const std::string failure(event.error.message());
  if (!failure.empty() && failure == failure_) return std::nullopt;
  failure_ = failure;
  return event;
}

std::optional<SourceEvent> FileReader::ReadIfReplaced() {
  const std::optional<FileIdentity> now = IdentityOf(path_);
  if (!now.has_value() && !read_.has_value()) return std::nullopt;
  const bool is_same =
      now.has_value() && read_.has_value() && now->device == read_->device && now->inode == read_->inode;
  return is_same ? std::nullopt : Read();
}

std::optional<SourceEvent> FileReader::ReadIfChanged() {
  const std::optional<FileIdentity> now = IdentityOf(path_);
  const bool is_at_rest = now == std::exchange(seen_, now);
  if (now == read_ || !is_at_rest) return std::nullopt;
  return Read();
}

SourceEvent FileReader::ReadFile() {
  const UniqueFd file(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a FIFO must not block
  if (file.get() < 0) return Failed(errno == ENOENT ? "is missing" : absl::StrCat("cannot be read: ", strerror(errno)));
  struct stat status {};
  if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return Failed("is not a regular file");
  SourceEvent event;
  event.origin = absl::StrCat("'", path_, "'");
  if (const int error = ReadAll(file.get(), event.text); error != 0) {
    return Failed(absl::StrCat("cannot be read: ", strerror(error)));
  }
  if (event.text.empty()) return Failed("is empty");
  if (event.text.size() > kMaxStatusBytes) return Failed(absl::StrCat("has more than ", kMaxStatusBytes, " bytes"));
  return event;
}

SourceEvent FileReader::Failed(const std::string& why) const {
  SourceEvent event;
  event.kind = SourceEvent::Kind::kFailed;
  event.error = absl::UnavailableError(absl::StrCat("'", path_, "' ", why));
  return event;
}

}  // namespace rollcall::agent
