// SPDX-License-Identifier: Apache-2.0
// Runs a StatusSource on a thread of its own and keeps its events.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "agent/source/status_source.h"
#include "base/mutex.h"
#include "tests/testing/waiting.h"

namespace rollcall::testing {

class SourceEvents {
 public:
  explicit SourceEvents(agent::StatusSource& source)
      : thread_([this, &source] {
          source.Run(stop_, [this](const agent::SourceEvent& event) { Add(event); });
          MutexLock lock(mutex_);
          has_returned_ = true;
        }) {}
  ~SourceEvents() { Stop(); }

  void Stop() {
    stop_.Cancel();
    if (thread_.joinable()) thread_.join();
  }

  // Waits for an event whose text, or error, contains `part`, after the last one that was found.
  ::testing::AssertionResult Comes(agent::SourceEvent::Kind kind, const std::string& part) {
    const bool found = Eventually([&] { return Find(kind, part); });
    if (found) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "'" << part << "' is not among: " << All();
  }
  bool has_returned() {
    MutexLock lock(mutex_);
    return has_returned_;
  }
  size_t count() {
    MutexLock lock(mutex_);
    return events_.size();
  }

 private:
  static std::string TextOf(const agent::SourceEvent& event) {
    return event.kind == agent::SourceEvent::Kind::kStatus ? event.text + event.hint
                                                           : std::string(event.error.message());
  }
  void Add(const agent::SourceEvent& event) {
    MutexLock lock(mutex_);
    events_.push_back(event);
  }
  bool Find(agent::SourceEvent::Kind kind, const std::string& part) {
    MutexLock lock(mutex_);
    for (size_t at = next_; at < events_.size(); ++at) {
      if (events_[at].kind != kind || TextOf(events_[at]).find(part) == std::string::npos) continue;
      next_ = at + 1;
      return true;
    }
    return false;
  }
  std::string All() {
    MutexLock lock(mutex_);
    std::string all;
    for (const agent::SourceEvent& event : events_) all += TextOf(event).substr(0, 200) + "\n";
    return all;
  }

  Cancellation stop_;
  Mutex mutex_;
  std::vector<agent::SourceEvent> events_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  bool has_returned_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace rollcall::testing
