// SPDX-License-Identifier: Apache-2.0
// The scripts that teach shells to complete the words of `rollcall`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::cli {

// "bash", "zsh", "fish".
const std::vector<std::string>& Shells();

// `shell` must be one of Shells().
std::string_view CompletionScript(std::string_view shell);

}  // namespace rollcall::cli
