// SPDX-License-Identifier: Apache-2.0
#include "base/free_memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// Sanitizers have a malloc of their own. g++ says so by macros, clang by features.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ROLLCALL_HAS_SANITIZER
#endif
#endif
#if !defined(ROLLCALL_HAS_SANITIZER) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

size_t ResidentMiB() {
  std::ifstream statm("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  statm >> total >> resident;
  return (resident * static_cast<size_t>(sysconf(_SC_PAGESIZE))) >> 20;
}

// Small blocks between which some stay: malloc cannot return such memory by itself.
TEST(FreeMemoryTest, WhatWasFreedAfterAPeakGoesBack) {
  constexpr size_t kBlocks = 200'000;
  std::vector<std::unique_ptr<std::string>> blocks;
  for (size_t i = 0; i < kBlocks; ++i) blocks.push_back(std::make_unique<std::string>(1000, 'x'));
  const size_t peak = ResidentMiB();
  for (size_t i = 0; i < kBlocks; ++i) {
    if (i % 1000 != 0) blocks[i].reset();
  }
  ReturnFreeMemory();
  EXPECT_LT(ResidentMiB() + 100, peak);
}

#endif

}  // namespace
}  // namespace rollcall
