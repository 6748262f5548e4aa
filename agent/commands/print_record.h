// SPDX-License-Identifier: Apache-2.0
// What --dry-run prints in place of writing to the topic.
#pragma once

#include <ostream>

#include "agent/publisher/record_topic.h"

namespace rollcall::agent {

// KEY, a tab and VALUE in one line, flushed. Bytes of the key that are no text are escaped; a tombstone's value is null.
void PrintRecord(const Record& record, std::ostream& out);

}  // namespace rollcall::agent
