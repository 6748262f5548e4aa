// SPDX-License-Identifier: Apache-2.0
#include "agent/source/folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace rollcall::agent {
namespace {

constexpr uint32_t kEvents =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

}  // namespace

FolderWatch::FolderWatch(std::string folder)
    : folder_(std::move(folder)), inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  Renew();
}

void FolderWatch::Renew() {
  const int watch = inotify_add_watch(inotify_.get(), folder_.c_str(), kEvents);  // the same number for the same folder
  const int before = std::exchange(watch_, watch);
  if (before >= 0 && before != watch) inotify_rm_watch(inotify_.get(), before);  // fails if its folder is gone
}

FolderWatch::Seen FolderWatch::ReadEvents(const std::string& name) {
  Seen seen = Seen::kNothing;
  alignas(inotify_event) std::array<char, 4096> buffer;
  while (true) {
    const ssize_t size = read(inotify_.get(), buffer.data(), buffer.size());
    if (size <= 0) return seen;
    for (size_t at = 0; at < static_cast<size_t>(size);) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      const bool is_file = (event->mask & IN_Q_OVERFLOW) != 0 || (event->len > 0 && name == event->name);
      seen = std::max(seen, is_file ? Seen::kFile : Seen::kOtherFiles);
      at += sizeof(inotify_event) + event->len;
    }
  }
}

}  // namespace rollcall::agent
