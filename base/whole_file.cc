// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/status/status.h"

namespace rollcall {

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file.is_open() && file.peek() != std::ifstream::traits_type::eof()) content << file.rdbuf();
  // A directory opens, but is bad() once it is read.
  if (!file.is_open() || file.bad()) return absl::NotFoundError(std::strerror(errno == 0 ? EIO : errno));
  return content.str();
}

}  // namespace rollcall
