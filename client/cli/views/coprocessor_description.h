// SPDX-License-Identifier: Apache-2.0
// Everything about the coprocessors of one name.
#pragma once

#include <string>
#include <string_view>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Lines of NAME: VALUE, sanitized: what needs attention first, then the definitions that nodes have of it, the most
// common one first.
std::string CoprocessorDescriptionText(std::string_view name, const v1::ListNodesResponse& all);

// The same as one JSON object with a line end; docs/client.md has its fields.
std::string CoprocessorDescriptionJson(std::string_view name, const v1::ListNodesResponse& all);

}  // namespace rollcall::cli
