// SPDX-License-Identifier: Apache-2.0
// Tells when something happens in a folder, by inotify(7).
#pragma once

#include <string>

#include "base/unique_fd.h"

namespace rollcall::agent {

// Not thread-safe.
class FolderWatch {
 public:
  explicit FolderWatch(std::string folder);

  // Watches the folder that has this name now: it may have been missing, or another one. If it cannot be watched, fd()
  // never becomes readable.
  void Renew();
  int fd() const { return inotify_.get(); }

  enum class Seen { kNothing, kOtherFiles, kFile };
  // Reads all events. kFile: a file `name` was written, moved here or removed. kOtherFiles: something else happened,
  // such as a symbolic link that was replaced.
  Seen ReadEvents(const std::string& name);

 private:
  const std::string folder_;
  const UniqueFd inotify_;
  int watch_ = -1;
};

}  // namespace rollcall::agent
