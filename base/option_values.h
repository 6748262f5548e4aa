// SPDX-License-Identifier: Apache-2.0
// What the values of a command-line option may be: checks with clear errors, and marks that completion and the settings
// file read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/cli11_types.h"

namespace rollcall {

// Refuses a value that is not one of `values`. KnownValues returns them. --help shows them as {a,b}.
CLI::Validator OneOf(const std::vector<std::string>& values);
// Refuses a value that is not a whole number from `min` to `max`.
CLI::Validator WholeNumber(int64_t min, int64_t max);

// Refuses an empty value, one above `max_bytes`, and one with anything but visible ASCII characters (no spaces).
CLI::Validator VisibleText(size_t max_bytes);

// Marks `values` as what KnownValues returns; checks nothing.
void SuggestValues(CLI::Option& option, const std::vector<std::string>& values);
// The values of OneOf or SuggestValues; empty if neither was used.
std::vector<std::string> KnownValues(CLI::Option& option);

// Marks an option whose value is one text with commas. In a settings file its value may be a list.
CLI::Option* TakesCommaList(CLI::Option* option);
bool IsCommaList(CLI::Option& option);

}  // namespace rollcall
