// SPDX-License-Identifier: Apache-2.0
// Waits for a condition with a deadline, for what happens on other threads.
#pragma once

#include <chrono>
#include <thread>

namespace rollcall::testing {

// False: it did not come true within 20 s.
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
