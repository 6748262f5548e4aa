// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <fstream>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/match.h"

namespace rollcall {

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content_stream;
  if (file.is_open() && file.peek() != std::ifstream::traits_type::eof()) content_stream << file.rdbuf();
  if (!file.is_open() || file.bad()) return absl::NotFoundError("");  // a directory opens, but is bad() once it is read
  std::string content = content_stream.str();
  if (absl::EndsWith(content, "\n")) content.pop_back();
  if (absl::EndsWith(content, "\r")) content.pop_back();
  return content;
}

}  // namespace rollcall
