// SPDX-License-Identifier: Apache-2.0
// The table of the live screen: its titles and its rows as lines.
#pragma once

#include <optional>
#include <string>

#include "client/cli/screen/layout.h"
#include "client/cli/screen/line.h"
#include "client/cli/screen/screen_model.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// The sanitized cells of a row.
struct RowCells {
  std::string node;
  std::string state;
  std::string age;
  std::string name;
  std::string topics;
  std::string description;
};

RowCells TitleCells();
// `header`: for the age. A node that runs nothing has its reason or problem as the description.
RowCells CellsOf(const ScreenRow& row, const v1::Header& header);
Widths WidthsOf(const RowCells& cells);

enum class Cursor { kHere, kElsewhere };

Line TitleLine(const Widths& widths);
Line RowLine(const ScreenRow& row, const RowCells& cells, const Widths& widths, Cursor cursor);

}  // namespace rollcall::cli
