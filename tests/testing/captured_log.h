// SPDX-License-Identifier: Apache-2.0
// The lines logged while it lives, instead of on stderr. One at a time.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "base/mutex.h"

namespace rollcall::testing {

class CapturedLog {
 public:
  CapturedLog() {
    SetLogSink([this](LogLevel level, std::string_view line) { Add(level, line); });
  }
  ~CapturedLog() { SetLogSink(nullptr); }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  // The lines since the last call, each as "level text".
  std::string Lines() {
    MutexLock lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  void Add(LogLevel level, std::string_view line) {
    static constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
    MutexLock lock(mutex_);
    lines_.append(kNames[static_cast<int>(level)]).append(" ").append(line).append("\n");
  }

  Mutex mutex_;
  std::string lines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::testing
