// SPDX-License-Identifier: Apache-2.0
// Changes of the past, in the words in which `watch --format log` tells them when they happen.
#pragma once

#include <string>
#include <vector>

#include "client/cli/render/table.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// What happened, sanitized, with the node as its subject: "up -> down; reason: the lease is over". It begins with "* "
// if changes between the status before and this one may be missing.
std::string ChangeText(const v1::NodeChange& change);

// TIME, NODE, CHANGE, OFFSET: a row for each change, the oldest first.
Table HistoryTable(const v1::ListChangesResponse& history);
// A sentence a line, the oldest first: "TIME node 3 up -> down (offset 17)".
std::string HistorySentences(const v1::ListChangesResponse& history);
// The response without its changes on the first line, then a change a line, the newest first, as the API has them.
std::string HistoryNdjson(const v1::ListChangesResponse& history);

// What a reader must know of the answer; the last note says how far back it is complete, and why no further.
std::vector<std::string> HistoryNotes(const v1::ListChangesResponse& history);

}  // namespace rollcall::cli
