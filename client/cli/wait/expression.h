// SPDX-License-Identifier: Apache-2.0
// What `rollcall wait` waits for, as a person writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::cli {

struct Expression {
  enum class Kind {
    kRunning,  // running=NAME: enough nodes run the coprocessor
    kGone,     // gone=NAME: no node has the coprocessor
    kUp,       // up=IDS|all: the nodes are up
    kDown,     // down=IDS: the nodes say that they are down
    kRemoved,  // removed=IDS: the nodes have no status
    kNodes,    // nodes=N: so many nodes have a status
    kSame,     // same=NAME: the coprocessor is the same on every node that has it
  };
  Kind kind;
  std::string text;                              // as it was written
  std::string name = {};                         // of kRunning, kGone, kSame
  std::optional<std::vector<int32_t>> ids = {};  // of kUp, kDown, kRemoved, and kRunning: ascending; nullopt: all nodes
  // kNodes: the exact number. kRunning: at least so many nodes, whichever; 0: those of `ids`.
  int32_t count = 0;
};

// The nodes on which a coprocessor has to run: --on and --at-least.
struct Placement {
  std::optional<std::vector<int32_t>> ids = {};  // as in Expression
  int32_t at_least = 1;                          // as in Expression
};

// Parses "KIND=VALUE". `placement` is for running=NAME. INVALID_ARGUMENT says what is wrong and what is allowed.
absl::StatusOr<Expression> ParseExpression(std::string_view text, const Placement& placement = {});

// Parses the value of --on: "all", or node ids as in ParseIdSet. INVALID_ARGUMENT as above.
absl::StatusOr<Placement> ParsePlacement(std::string_view text);

}  // namespace rollcall::cli
