// SPDX-License-Identifier: Apache-2.0
// The settings file: TOML with a section for each program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall {

// One key of a section and its value, in the form of the command line: one text, or one text for each element of a
// list.
struct FileSetting {
  std::string name;
  std::vector<std::string> values;
};

// The settings of [section], empty if the file has no such section. Other sections are skipped.
//
// Errors name the file and the line or key, but never show the value, which may be a secret. NOT_FOUND: the file cannot
// be read. INVALID_ARGUMENT: it is not TOML (https://toml.io/en/v1.0.0), a key is outside a section, or a value is
// neither text, a number, true, false nor a list of those.
absl::StatusOr<std::vector<FileSetting>> ReadSettingsFile(const std::string& path, std::string_view section);

}  // namespace rollcall
