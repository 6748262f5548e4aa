// SPDX-License-Identifier: Apache-2.0
// What most nodes run.
#pragma once

#include "client/cli/drift/compare.h"

namespace rollcall::cli {

// A coprocessor is present or absent as on more than half of the nodes, and each of its fields is as on more than half
// of the nodes that have it. Where no value has more than half, the result is split. It names every coprocessor of
// `nodes`.
ExpectedRows MajorityOf(const RunningNodes& nodes);

// What one node runs, as a reference for others.
ExpectedRows Exactly(const RunningRows& rows);

}  // namespace rollcall::cli
