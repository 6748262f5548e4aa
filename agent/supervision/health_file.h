// SPDX-License-Identifier: Apache-2.0
// A file that exists exactly while a command is healthy.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace rollcall::agent {

// Not thread-safe.
class HealthFile {
 public:
  // Empty `path`: there is no file, and every function does nothing.
  explicit HealthFile(std::string path) : path_(std::move(path)) {}
  ~HealthFile() { static_cast<void>(Remove()); }
  HealthFile(const HealthFile&) = delete;
  HealthFile& operator=(const HealthFile&) = delete;

  // INVALID_ARGUMENT if the file could not be written. Removes a file that an earlier process has left.
  absl::Status Prepare();
  // Creates the file, or makes it young again. Nobody sees it half written.
  absl::Status Touch();
  absl::Status Remove();

 private:
  absl::Status Write();

  const std::string path_;
};

}  // namespace rollcall::agent
