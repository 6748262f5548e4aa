// SPDX-License-Identifier: Apache-2.0
// What can follow the words of a command line, from the definitions of options and commands.
#pragma once

#include <string>
#include <vector>

#include "base/cli11_types.h"

namespace rollcall::cli {

struct Candidate {
  std::string word;       // the whole last word, as it would be
  std::string help = {};  // one short line; may be empty
};

enum class LiveValues { kNone, kNodeIds, kCoprocessorNames, kTopics };

struct Completion {
  std::vector<Candidate> candidates;
  // Values that only the server knows. A value is a candidate if it begins with `typed`; `prefix` then comes before it.
  LiveValues live = LiveValues::kNone;
  std::string typed;
  std::string prefix;                // such as "--node=" or "1,"
  std::vector<std::string> settled;  // the words without the option whose value is typed: what can be parsed
};

// `words` are those after the program's name. The last one is being typed, and may be empty. Hidden options and
// commands are no candidates.
Completion Complete(CLI::App& app, const std::vector<std::string>& words);

}  // namespace rollcall::cli
