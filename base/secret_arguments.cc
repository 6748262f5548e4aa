// SPDX-License-Identifier: Apache-2.0
#include "base/secret_arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstring>
#include <string_view>

namespace rollcall {
namespace {

// Replaces the value by at most three asterisks and fills the rest with NULs, so that not even the length shows.
void Overwrite(char* value) {
  const size_t size = std::strlen(value);
  std::fill_n(value, size, '\0');
  std::fill_n(value, std::min<size_t>(size, 3), '*');
}

// The index in `argument` at which the value of `property` begins; the argument's size if it has another property.
size_t ValueBegin(std::string_view argument, std::string_view property) {
  const size_t equals = property.find('=');
  if (equals == std::string_view::npos || !argument.ends_with(property)) return argument.size();
  return argument.size() - property.size() + equals + 1;
}

}  // namespace

CLI::Validator IsKeyValue() {
  const auto check = [](const std::string& text) -> std::string {
    const size_t equals = text.find('=');
    return equals == 0 || equals == std::string::npos
               ? "expected KEY=VALUE (what was found is not shown: it may be a secret)"
               : "";
  };
  return CLI::Validator(check, "");
}

void HideSecretArguments(int argc, char** argv, const std::vector<std::string>& properties) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    size_t begin = argument.size();  // the smallest, because the end of one property may look like another property
    for (const std::string& property : properties) begin = std::min(begin, ValueBegin(argument, property));
    if (!argument.substr(begin).starts_with('@')) Overwrite(argv[i] + begin);
  }
}

void HideSecretValues(int argc, char** argv, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    if (value.empty() || value.starts_with('@')) continue;
    for (int i = 1; i < argc; ++i) {
      const std::string_view argument = argv[i];
      if (argument == value || argument.ends_with("=" + value)) Overwrite(argv[i] + argument.size() - value.size());
    }
  }
}

}  // namespace rollcall
