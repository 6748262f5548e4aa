// SPDX-License-Identifier: Apache-2.0
// The priority of a thread.
#pragma once

namespace rollcall {

// Makes the calling thread, and those that it starts from now on, give way to the other threads of the machine. It
// cannot be undone. Does nothing more when it is called again. Thread-safe.
void LowerThreadPriority();

}  // namespace rollcall
