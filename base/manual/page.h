// SPDX-License-Identifier: Apache-2.0
// The manual as data.
#pragma once

#include <string>
#include <vector>

namespace rollcall::manual {

// A command line to copy. The man page and docs/cli show it, and a test checks that it can be parsed. It may use single
// quotes, and a pipe or a redirection after the command.
struct Example {
  std::string command_line;
  std::string purpose;  // "the nodes that are down"
};

// A term and what it means: an option, a command, an exit code, a variable or a file.
struct Entry {
  std::string term;
  std::string text;
};

struct Section {
  std::string title;  // "OPTIONS"
  std::vector<Entry> entries;
};

struct Page {
  std::string name;     // "rollcall-list", also the name of the file
  std::string summary;  // one sentence without a period
  int section = 1;      // of the manual: 1 for commands, 8 for what the system runs
  std::vector<std::string> synopsis = {};
  std::vector<Section> sections = {};
  std::vector<Example> examples = {};
  std::vector<std::string> see_also = {};  // "rollcall-list(1)"
};

}  // namespace rollcall::manual
