// SPDX-License-Identifier: Apache-2.0
// Random numbers for pauses that must differ between processes.
#pragma once

#include <functional>

namespace rollcall {

// Returns numbers in [0, 1) from a generator with a random seed. For one thread.
std::function<double()> SystemRandom();

}  // namespace rollcall
