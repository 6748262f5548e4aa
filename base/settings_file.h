// SPDX-License-Identifier: Apache-2.0
// The settings file: TOML with a section for each program, and contexts.
#pragma once

#include <map>
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
  int line = 0;  // the first line is 1
};

struct SettingsFile {
  struct CurrentContext {
    std::string name;  // empty if the file names none
    int line = 0;
  };
  std::vector<FileSetting> settings;  // of the program's section
  CurrentContext current_context;
  std::map<std::string, std::vector<FileSetting>> contexts;  // by name
};

enum class FileContexts { kSkip, kRead };

// The settings of [section], none if the file has no such section. Other sections are skipped. With kRead, also the
// sections [contexts.NAME] and the key current-context, which is outside a section.
//
// Errors name the file and the line or key, but never show the value, which may be a secret. NOT_FOUND: the file cannot
// be read. INVALID_ARGUMENT: it is not TOML (https://toml.io/en/v1.0.0), a key is outside a section, or a value is
// neither text, a number, true, false nor a list of those.
absl::StatusOr<SettingsFile> ReadSettingsFile(const std::string& path, std::string_view section, FileContexts contexts);

// Where a person's settings are usually (XDG Base Directory Specification): "FOLDER/rollcall/config.toml". FOLDER is
// `xdg_config_home` if it is an absolute path, else "HOME/.config". Empty if neither is known. Null is like empty.
std::string UsualSettingsFile(const char* xdg_config_home, const char* home);

}  // namespace rollcall
