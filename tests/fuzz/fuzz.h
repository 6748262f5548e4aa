// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share. Each target is one file that defines LLVMFuzzerTestOneInput and says what must hold for
// every input; README.md beside it says how they are run. Shares no code with the programs, so that it can judge them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

// Called with one input. Returns 0; a property that does not hold ends the program.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace rollcall::fuzz {

std::string_view TextOf(const uint8_t* data, size_t size);

// Aborts, and prints `property`, where it does not hold.
void Require(bool holds, std::string_view property);

// What stands before and after the first `separator`; nullopt after it where there is none.
std::pair<std::string_view, std::optional<std::string_view>> SplitAtFirst(std::string_view text, char separator);

// Takes the well-formed code point off the front of `text`, which is not empty; nullopt where there is none.
std::optional<char32_t> TakeCodePoint(std::string_view& text);

bool IsUtf8(std::string_view text);

// UTF-8 without control characters (C0, DEL, C1): what may reach a person's terminal.
bool IsPlainText(std::string_view text);

}  // namespace rollcall::fuzz
