// SPDX-License-Identifier: Apache-2.0
// Events as sentences, for a person who reads a log.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "client/cli/render/event.h"

namespace rollcall::cli {

// What a node event says, with the node as its subject: for example "is up and runs a" or "up -> down". Sanitized.
std::string NodeClause(const NodeEvent& event);
// The same for a removed node: "is gone: deleted; it ran a".
std::string RemovedClause(const RemovedEvent& event);

// Returns "TIME SENTENCE", sanitized, without a line end. `now` is the time on the client's clock. Empty for an event
// that the sentence of another one includes.
std::string EventSentence(const Event& event, absl::Time now);

}  // namespace rollcall::cli
