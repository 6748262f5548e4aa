// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share. Each target is one file that defines LLVMFuzzerTestOneInput and states what must hold
// for every input. README.md says how they are run. This file shares no code with the programs, so that it can check
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

// Checks one input. Returns 0. A property that does not hold ends the program.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace rollcall::fuzz {

std::string_view TextOf(const uint8_t* data, size_t size);

// Prints `property` and aborts if it does not hold.
void Require(bool holds, std::string_view property);

// The text before and after the first `separator`. The second part is nullopt if there is no separator.
std::pair<std::string_view, std::optional<std::string_view>> SplitAtFirst(std::string_view text, char separator);

// Removes the well-formed code point at the front of `text`, which is not empty, and returns it. nullopt if there is
// none; `text` is unchanged then.
std::optional<char32_t> TakeCodePoint(std::string_view& text);

bool IsUtf8(std::string_view text);

// Whether the text is UTF-8 without control characters (C0, DEL, C1), and so safe to show in a terminal.
bool IsPlainText(std::string_view text);

}  // namespace rollcall::fuzz
