// SPDX-License-Identifier: Apache-2.0
// Words of a command line that a message suggests.
#pragma once

#include <string>
#include <string_view>

namespace rollcall {

// Quotes `text` so that a POSIX shell reads it as one word, exactly as it is. A word of harmless characters stays as it
// is.
std::string ShellWord(std::string_view text);

}  // namespace rollcall
