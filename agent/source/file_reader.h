// SPDX-License-Identifier: Apache-2.0
// Reads a state file when it has changed.
#pragma once

#include <optional>
#include <string>

#include "agent/source/status_source.h"
#include "base/file_identity.h"

namespace rollcall::agent {

// Not thread-safe.
class FileReader {
 public:
  explicit FileReader(std::string path) : path_(std::move(path)) {}

  // The file as it is. nullopt if it is missing or cannot be read, as before.
  std::optional<SourceEvent> Read();
  // The same, but only if the path leads to another file than the one that was read, or to none.
  std::optional<SourceEvent> ReadIfReplaced();
  // The same, but only if the file is another one or was written since it was read, and not since the last call: a
  // file that is being written is left alone.
  std::optional<SourceEvent> ReadIfChanged();

 private:
  SourceEvent ReadFile();
  SourceEvent Failed(const std::string& why) const;

  const std::string path_;
  std::optional<FileIdentity> read_;  // the file that was read last; nullopt: it was missing
  std::optional<FileIdentity> seen_;  // by the last ReadIfChanged
  std::string failure_;               // the last message, empty if the file could be read
};

}  // namespace rollcall::agent
