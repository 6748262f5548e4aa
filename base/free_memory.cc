// SPDX-License-Identifier: Apache-2.0
#include "base/free_memory.h"

#include <malloc.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>

namespace rollcall {
namespace {

constexpr size_t kWorthwhile = 32 << 20;  // bytes

// Bytes of the process that are in RAM; 0 if the kernel does not say (proc_pid_statm(5): the second number, in pages).
size_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void ReturnFreeMemory() {
  const struct mallinfo2 info = mallinfo2();
  if (ResidentBytes() > info.uordblks + info.hblkhd + kWorthwhile) malloc_trim(0);
}

}  // namespace rollcall
