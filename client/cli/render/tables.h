// SPDX-License-Identifier: Apache-2.0
// Listings as tables, with all the columns that --columns can name. The keys of a table's usual columns are in the
// order in which they are shown: what cannot be cut comes before what can, but the name of a coprocessor is first, as
// in the RFC.
#pragma once

#include <string>
#include <vector>

#include "client/cli/render/table.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// One row for each coprocessor on each node, ordered by name (bytes) and then by node id.
Table CoprocessorTable(const v1::ListNodesResponse& listing);
std::vector<std::string> CoprocessorColumns();      // of the format `table`
std::vector<std::string> WideCoprocessorColumns();  // of the format `wide`

// One row for each node, in the order of the listing (by id). Ages are those at the header's answer_time.
Table NodeTable(const v1::ListNodesResponse& listing);
std::vector<std::string> NodeColumns();
std::vector<std::string> WideNodeColumns();

// One row for each name of a coprocessor, with the nodes that run it.
Table NameTable(const v1::ListNodesResponse& listing);
std::vector<std::string> NameColumns();

}  // namespace rollcall::cli
