// SPDX-License-Identifier: Apache-2.0
// The file of settings: TOML, a section a program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall {

// One key of a section, with what stands there as the command line would have it: one text, or the texts of a list.
struct FileSetting {
  std::string name;
  std::vector<std::string> values;
};

// The settings of [section], none where the file has no such section; other sections are only read over.
//
// The errors name the file, and line or key, but never what stands there, which may be a secret. NOT_FOUND: it cannot
// be read. INVALID_ARGUMENT: it is not TOML (https://toml.io/en/v1.0.0), a key stands outside a section, or a value is
// neither text, number, true or false nor a list of those.
absl::StatusOr<std::vector<FileSetting>> ReadSettingsFile(const std::string& path, std::string_view section);

}  // namespace rollcall
