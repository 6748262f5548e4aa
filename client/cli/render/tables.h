// SPDX-License-Identifier: Apache-2.0
// A listing as a table.
#pragma once

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

enum class TableWidth {
  kNormal,  // the columns of the RFC: COPROCESSOR NAME, NODE ID, INPUT TOPICS, DESCRIPTION
  kWide,    // also STATE, PUBLISHED, REVISION
};

// One row for each coprocessor on each node, ordered by name (bytes) and then by node id. The line of titles is there
// even without rows.
std::string CoprocessorTable(const v1::ListNodesResponse& listing, TableWidth width);

// One row for each node, in the order of the listing (by id): NODE ID, STATE, COPROCESSORS, PUBLISHED (age at the
// header's answer_time), REVISION, NOTE.
std::string NodeTable(const v1::ListNodesResponse& listing);

}  // namespace rollcall::cli
