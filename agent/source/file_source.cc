// SPDX-License-Identifier: Apache-2.0
#include "agent/source/file_source.h"

#include <poll.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>

#include "agent/source/file_reader.h"
#include "agent/source/folder_watch.h"
#include "agent/source/stop_fd.h"
#include "base/deadline.h"

namespace rollcall::agent {
namespace {

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder;
}

// Waits for an event in the folder. False if it is to stop.
bool Wait(int folder, int stop, const Deadline& deadline) {
  pollfd waits[] = {{.fd = folder, .events = POLLIN, .revents = 0}, {.fd = stop, .events = POLLIN, .revents = 0}};
  const int64_t left_ms = absl::ToInt64Milliseconds(deadline.Left()) + 1;
  if (poll(waits, 2, static_cast<int>(left_ms)) < 0 && errno != EINTR) return false;
  return waits[1].revents == 0;
}

}  // namespace

FileSource::FileSource(std::string path, absl::Duration look_every)
    : path_(std::move(path)),
      folder_(FolderOf(path_)),
      name_(std::filesystem::path(path_).filename()),
      look_every_(look_every) {}

void FileSource::Run(Cancellation& stop, const SourceListener& listener) {
  const StopFd stop_fd(stop);
  FolderWatch folder(folder_);
  FileReader file(path_);
  const auto report = [&listener](const std::optional<SourceEvent>& event) {
    if (event.has_value()) listener(*event);
  };
  report(file.Read());
  Deadline next_look(look_every_);
  while (Wait(folder.fd(), stop_fd.get(), next_look)) {
    const FolderWatch::Seen seen = folder.ReadEvents(name_);
    if (seen == FolderWatch::Seen::kFile) report(file.Read());
    if (seen == FolderWatch::Seen::kOtherFiles) report(file.ReadIfReplaced());
    if (!next_look.Passed()) continue;
    next_look = Deadline(look_every_);
    folder.Renew();
    report(file.ReadIfChanged());
  }
}

}  // namespace rollcall::agent
