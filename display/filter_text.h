// SPDX-License-Identifier: Apache-2.0
// A filter as people write it: the values of --node and --state, and of `node` and `state` in the address of the status
// page. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// The words for the states of the API's filter; nullopt for any other word.
std::optional<v1::NodeStatus::State> FilterState(std::string_view word);
// All these words.
std::vector<std::string> FilterStateWords();

// Each adds what a text such as "1-10,12" or "up,down" names. INVALID_ARGUMENT, which says what is wrong and what can
// be written, if it is something else, or names more nodes than a filter can have.
absl::Status AddNodeIds(std::string_view text, v1::Filter& filter);
absl::Status AddStates(std::string_view text, v1::Filter& filter);

}  // namespace rollcall
