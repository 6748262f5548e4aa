// SPDX-License-Identifier: Apache-2.0
// Whether a file is still the one that was read. Thread-safe.
#pragma once

#include <sys/types.h>

#include <ctime>
#include <optional>
#include <string>

namespace rollcall {

// What differs once a file was written, replaced, or had its rights changed.
struct FileIdentity {
  bool operator==(const FileIdentity& other) const;

  dev_t device;
  ino_t inode;
  off_t size;
  timespec modified;
  timespec changed;
};

// Follows symbolic links. nullopt if there is no such file, or it cannot be looked at.
std::optional<FileIdentity> IdentityOf(const std::string& path);

}  // namespace rollcall
