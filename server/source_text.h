// SPDX-License-Identifier: Apache-2.0
// One line about the topic, as systemctl status shows it. Thread-safe.
#pragma once

#include <string>

#include "rollcall/instant.h"
#include "server/state/store.h"

namespace rollcall {

// Such as "current at revision 17", "reading the topic: 200 of 5000", or "topic 'status' is absent". If the state is
// served although the topic cannot be read, its revision is named too.
std::string SourceText(const state::Store& store, Instant now);

}  // namespace rollcall
