// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/input_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

absl::Status CannotRead(const std::string& name) {
  return absl::NotFoundError(absl::StrCat(name, " cannot be read: ", std::strerror(errno)));
}

absl::StatusOr<std::string> ReadAll(std::istream& input, const std::string& name) {
  std::string content(topic::kMaxValueBytes + 1, '\0');
  input.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (input.bad()) return CannotRead(name);
  content.resize(static_cast<size_t>(input.gcount()));
  if (content.size() > topic::kMaxValueBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " has more than ", topic::kMaxValueBytes, " bytes, the size of the largest usable status"));
  }
  return content;
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& standard_input) {
  if (path == "-") return ReadAll(standard_input, "standard input");
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return CannotRead(absl::StrCat("'", path, "'"));
  return ReadAll(file, absl::StrCat("'", path, "'"));
}

}  // namespace rollcall::agent
