// SPDX-License-Identifier: Apache-2.0
// An Output that a test can wait on while a command writes to it on another thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "base/mutex.h"
#include "client/cli/terminal/output.h"

namespace rollcall::testing {

// Thread-safe.
class WaitingOutput final : public cli::Output {
 public:
  absl::Status Write(std::string_view text) override {
    MutexLock lock(mutex_);
    text_ += text;
    changed_.NotifyAll();
    return result_;
  }

  std::string text() {
    MutexLock lock(mutex_);
    return text_;
  }

  // Forgets what was written so far.
  void Clear() {
    MutexLock lock(mutex_);
    text_.clear();
  }

  // Makes Write return `result` from now on. The text is still kept.
  void Fail(const absl::Status& result) {
    MutexLock lock(mutex_);
    result_ = result;
  }

  // Waits until the text contains `part` at least `count` times. Returns false after 10 s.
  bool Await(const std::string& part, int count = 1) {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    MutexLock lock(mutex_);
    while (Occurrences(part) < count) {
      if (absl::Now() > deadline) return false;
      changed_.WaitFor(mutex_, std::chrono::milliseconds(50));
    }
    return true;
  }

 private:
  int Occurrences(const std::string& part) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    int found = 0;
    for (size_t at = text_.find(part); at != std::string::npos; at = text_.find(part, at + part.size())) ++found;
    return found;
  }

  Mutex mutex_;
  CondVar changed_;
  std::string text_ ABSL_GUARDED_BY(mutex_);
  absl::Status result_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::testing
