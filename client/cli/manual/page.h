// SPDX-License-Identifier: Apache-2.0
// The manual as data, from the same definitions as --help.
#pragma once

#include <string>
#include <vector>

#include "client/cli/commands/program_definition.h"

namespace rollcall::cli {

// A term and what it means: an option, a command, an exit code, a variable or a file.
struct ManualEntry {
  std::string term;
  std::string text;
};

struct ManualSection {
  std::string title;  // "OPTIONS"
  std::vector<ManualEntry> entries;
};

struct ManualPage {
  std::string name;     // "rollcall-list", also the name of the file
  std::string summary;  // one sentence without a period
  std::vector<std::string> synopsis = {};
  std::vector<ManualSection> sections = {};
  std::vector<Example> examples = {};
  std::vector<std::string> see_also = {};  // names of other pages
};

// A page for the program, and one for each command.
std::vector<ManualPage> MakeManual();

}  // namespace rollcall::cli
