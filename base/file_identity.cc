// SPDX-License-Identifier: Apache-2.0
#include "base/file_identity.h"

#include <sys/stat.h>

#include <tuple>

namespace rollcall {
namespace {

std::tuple<time_t, long> Fields(const timespec& time) { return {time.tv_sec, time.tv_nsec}; }

}  // namespace

bool FileIdentity::operator==(const FileIdentity& other) const {
  return std::tie(device, inode, size) == std::tie(other.device, other.inode, other.size) &&
         Fields(modified) == Fields(other.modified) && Fields(changed) == Fields(other.changed);
}

std::optional<FileIdentity> IdentityOf(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return std::nullopt;
  return FileIdentity{.device = file.st_dev,
                      .inode = file.st_ino,
                      .size = file.st_size,
                      .modified = file.st_mtim,
                      .changed = file.st_ctim};
}

}  // namespace rollcall
