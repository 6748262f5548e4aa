// SPDX-License-Identifier: Apache-2.0
// Tables of a listing.
#pragma once

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

enum class TableWidth {
  kNormal,  // the columns of the RFC: COPROCESSOR NAME, NODE ID, INPUT TOPICS, DESCRIPTION
  kWide,    // and STATE, PUBLISHED, REVISION
};

// One row for each coprocessor on each node, by name (bytes) and then node id; the title line stands even without rows.
std::string CoprocessorTable(const v1::ListNodesResponse& listing, TableWidth width);

// One row for each node, by id: NODE ID, STATE, COPROCESSORS, PUBLISHED (age at the answer's time), REVISION, NOTE.
std::string NodeTable(const v1::ListNodesResponse& listing);

}  // namespace rollcall::cli
