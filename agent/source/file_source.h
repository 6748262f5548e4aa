// SPDX-License-Identifier: Apache-2.0
// Statuses from a file that another program writes, whole or by renaming another file to it.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "agent/source/status_source.h"

namespace rollcall::agent {

class FileSource final : public StatusSource {
 public:
  // `path` may name a symbolic link, also one that is replaced later. The file and its folder may come and go.
  // `look_every`: inotify does not report each change (of a file behind a link, of a network file system), so the file
  // is looked at this often, too.
  explicit FileSource(std::string path, absl::Duration look_every = absl::Seconds(2));

  void Run(Cancellation& stop, const SourceListener& listener) override;

 private:
  const std::string path_;
  const std::string folder_;
  const std::string name_;
  const absl::Duration look_every_;
};

}  // namespace rollcall::agent
