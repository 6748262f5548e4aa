// SPDX-License-Identifier: Apache-2.0
// Observations: when an end of the pipeline saw an offset. All of them use one clock.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <thread>

namespace rollcall::bench {

using Clock = std::chrono::steady_clock;
inline constexpr std::chrono::seconds kGiveUpAfter(30);
inline constexpr int kNode = 1;  // the node that all records are of

struct Options {
  std::string brokers, topic, server;
  int count = 500;
  int warm_up = 50;
  int pause_ms = 5;
};

// Ends the program with an error message.
[[noreturn]] inline void Fail(const std::string& what) {
  std::cerr << "latency: " << what << "\n";
  std::exit(1);
}

// The newest offset that was seen, and when. One thread calls Record(); any thread may read.
struct Observation {
  std::atomic<int64_t> offset{-1};
  std::atomic<int64_t> at_ns{0};

  void Record(int64_t seen_offset) {
    at_ns = Clock::now().time_since_epoch().count();
    offset = seen_offset;  // last: a reader that sees the offset also sees its time
  }
};

// Waits until the condition holds. Ends the program with an error that names `what` after kGiveUpAfter.
inline void Await(const std::string& what, const std::function<bool()>& holds) {
  const auto deadline = Clock::now() + kGiveUpAfter;
  while (!holds()) {
    if (Clock::now() > deadline) Fail("not in time: " + what);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

}  // namespace rollcall::bench
