// SPDX-License-Identifier: Apache-2.0
// The orders in which the screen shows its rows.
#pragma once

#include <vector>

#include "client/cli/screen/screen_model.h"

namespace rollcall::cli {

// Rows that are equal in the given order are sorted by name and node, so the result depends on the rows alone.
void SortRows(Sort sort, std::vector<ScreenRow>& rows);

}  // namespace rollcall::cli
