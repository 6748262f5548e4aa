// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace rollcall {

// Returns memory that was freed, but that malloc keeps, to the system, if it is worth the milliseconds that it takes.
// malloc itself returns little of it after a peak. Thread-safe; other threads may wait for malloc meanwhile.
void ReturnFreeMemory();

}  // namespace rollcall
