// SPDX-License-Identifier: Apache-2.0
// Waits for a condition that another thread makes true.
#pragma once

#include <chrono>
#include <thread>

namespace rollcall::testing {

// Returns false if the condition does not become true within 20 s.
template <typename Condition>
bool Eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace rollcall::testing
