// SPDX-License-Identifier: Apache-2.0
// Formats what describes one thing: a name and a value on each line.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "display/node_fields.h"

namespace rollcall::cli {

// Returns one line "NAME:  VALUE" for each field, without line ends, `indent` spaces before it. The values begin in one
// column. A field with an empty value has no line.
std::vector<std::string> FormatFields(const Fields& fields, size_t indent);

}  // namespace rollcall::cli
