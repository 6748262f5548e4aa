// SPDX-License-Identifier: Apache-2.0
// The help that the key ? shows.
#pragma once

#include <vector>

#include "client/cli/screen/line.h"

namespace rollcall::cli {

// At most ten lines of at most 40 columns, for the smallest terminals.
std::vector<Line> HelpLines();

}  // namespace rollcall::cli
