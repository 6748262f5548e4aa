// SPDX-License-Identifier: Apache-2.0
// Columns that a person makes of the JSON's fields: custom-columns=TITLE:PATH,…, as kubectl has them.
//
// A path names a field of an object, step by step: ".nodeId", ".node.publishTime". "[2]" after a name takes one element
// of a list, counted from 0, and "[*]" takes all, which are then joined by commas. The whole path may be in braces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/render/table.h"

namespace rollcall::cli {

struct CustomColumn {
  std::string title;
  std::vector<std::string> path;  // names and, for lists, "[2]" or "[*]"
};

// INVALID_ARGUMENT, with what is wrong and how it is written, if `spec` is not TITLE:PATH,….
absl::StatusOr<std::vector<CustomColumn>> ParseCustomColumns(std::string_view spec);

// Adds the columns to a table. `objects` has one JSON object for each row. A field that is not there is "<none>". The
// column's key is KeyOfCustomColumn(i).
void AddCustomColumns(const std::vector<CustomColumn>& columns, const std::vector<std::string>& objects, Table& table);

std::string KeyOfCustomColumn(size_t index);

}  // namespace rollcall::cli
