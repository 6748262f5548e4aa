// SPDX-License-Identifier: Apache-2.0
// Notes about what a table does not show. A note is one sanitized sentence without a line end.
#pragma once

#include <string>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// For example "the value is not JSON (offset 17)".
std::string ProblemText(const v1::Problem& problem);

// For example "node 3 is down; last word at …; reason: …" or "node 4 is invalid: … (offset 17)". Empty for a node that
// is up, not stale, and not dated in the future.
std::string NodeNote(const v1::NodeStatus& node, const v1::Header& header);

// The part of the note that a table with the node's id and state does not show already. Empty if there is nothing more.
std::string ShortNote(const v1::NodeStatus& node, const v1::Header& header);

// For example "node 3 is stale: silent for 59 s, it promised to publish every 10 s". The node must be stale.
std::string StaleNote(const v1::NodeStatus& node, const v1::Header& header);

// Says that the status shown is old, how old it is and why: "STALE 40 s: no broker answers the server since …". Empty
// if the source is CURRENT.
std::string SourceNote(const v1::Header& header);

// Says how many records of the topic belong to no node, with the newest of the listing's `problems`. Empty if there are
// none.
std::string ProblemNote(const v1::ListNodesResponse& listing);

// For each node that runs nothing, though its state would let it: "node 4 is up and runs no coprocessor".
std::vector<std::string> IdleNotes(const v1::ListNodesResponse& listing);

// Whether the question concerns records that belong to no node. They may be from any node, so they do not concern a
// question about some nodes or coprocessors.
enum class StrayRecords { kConcern, kDoNotConcern };

// All notes of a listing: nodes by id, then the source, then the records that belong to no node.
std::vector<std::string> Notes(const v1::ListNodesResponse& listing, StrayRecords stray_records);

}  // namespace rollcall
