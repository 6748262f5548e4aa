// SPDX-License-Identifier: Apache-2.0
#include "agent/source/file_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/unique_fd.h"

namespace rollcall::agent {
namespace {

auto Fields(const timespec& time) { return std::make_pair(time.tv_sec, time.tv_nsec); }

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

bool FileReader::Identity::operator==(const Identity& other) const {
  return std::tie(device, inode, size) == std::tie(other.device, other.inode, other.size) &&
         Fields(modified) == Fields(other.modified) && Fields(changed) == Fields(other.changed);
}

std::optional<SourceEvent> FileReader::Read() {
  read_ = Look();
  SourceEvent event = ReadFile();
  const std::string failure(event.error.message());
  if (!failure.empty() && failure == failure_) return std::nullopt;
  failure_ = failure;
  return event;
}

std::optional<SourceEvent> FileReader::ReadIfReplaced() {
  const std::optional<Identity> now = Look();
  if (!now.has_value() && !read_.has_value()) return std::nullopt;
  const bool is_same =
      now.has_value() && read_.has_value() && now->device == read_->device && now->inode == read_->inode;
  return is_same ? std::nullopt : Read();
}

std::optional<SourceEvent> FileReader::ReadIfChanged() {
  const std::optional<Identity> now = Look();
  const bool is_at_rest = now == std::exchange(seen_, now);
  if (now == read_ || !is_at_rest) return std::nullopt;
  return Read();
}

std::optional<FileReader::Identity> FileReader::Look() const {
  struct stat file {};
  if (stat(path_.c_str(), &file) != 0) return std::nullopt;
  return Identity{.device = file.st_dev,
                  .inode = file.st_ino,
                  .size = file.st_size,
                  .modified = file.st_mtim,
                  .changed = file.st_ctim};
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
