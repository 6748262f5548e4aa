// SPDX-License-Identifier: Apache-2.0
// Search in the rows of the screen.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "client/cli/screen/screen_model.h"

namespace rollcall::cli {

// Whether the row has `text` in its node id, state, name, topics or description, in upper or lower case. `text` must
// not be empty.
bool Matches(const ScreenRow& row, std::string_view text);

enum class Direction { kForward, kBackward };

// The first row from `from` on, `from` included, that matches; after the last row it goes on at the first, and the
// other way round. nullopt if no row matches. `from` must be the index of a row.
std::optional<size_t> FindRow(const std::vector<ScreenRow>& rows, std::string_view text, size_t from,
                              Direction direction);

}  // namespace rollcall::cli
