// SPDX-License-Identifier: Apache-2.0
// Compares what nodes run with what they are expected to run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/cli/drift/definition.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// What a node runs, by the coprocessor's name.
using RunningRows = std::map<std::string, Definition>;
// Nodes by id.
using RunningNodes = std::map<int32_t, RunningRows>;

// What the reference says about a coprocessor. A coprocessor that it does not name must not be there.
struct Expected {
  enum class Presence {
    kPresent,
    kAbsent,
    kSplit,  // there is no majority for either
  };
  Presence presence = Presence::kPresent;
  Definition definition = {};         // where it is present
  std::set<Field> split_fields = {};  // fields for which there is no majority: every value differs
};
using ExpectedRows = std::map<std::string, Expected>;

// Something that is not as expected, with all nodes where it is so.
struct Difference {
  enum class Kind { kMissing, kExtra, kDiffers };
  std::string coprocessor;
  Kind kind;
  std::optional<Field> field = {};          // of kDiffers only
  std::optional<Definition> expected = {};  // of kDiffers, with `field` only; nullopt if split
  std::optional<Definition> found = {};     // of kDiffers, with `field` only
  bool is_split = false;                    // there is no majority
  std::vector<int32_t> node_ids = {};       // ascending
};

RunningRows RowsOf(const v1::NodeStatus& node);

// Returns the differences, ordered by the coprocessor's name, then by kind, field and value. `expected_of` returns what
// is expected on a node of `nodes`.
std::vector<Difference> Compare(const RunningNodes& nodes,
                                const std::function<const ExpectedRows&(int32_t node_id)>& expected_of);

}  // namespace rollcall::cli
