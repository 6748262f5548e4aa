// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include "absl/strings/match.h"
#include "base/whole_file.h"

namespace rollcall {

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  absl::StatusOr<std::string> content = ReadWholeFile(path);
  if (!content.ok()) return content;
  if (absl::EndsWith(*content, "\n")) content->pop_back();
  if (absl::EndsWith(*content, "\r")) content->pop_back();
  return content;
}

}  // namespace rollcall
