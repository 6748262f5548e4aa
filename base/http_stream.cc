// SPDX-License-Identifier: Apache-2.0
#include "base/http_stream.h"

#include <algorithm>
#include <utility>

namespace rollcall {

void HttpStream::Set(std::string part) {
  MutexLock lock(mutex_);
  next_ = std::move(part);
  Resume();
}

void HttpStream::End() {
  MutexLock lock(mutex_);
  is_ended_ = true;
  Resume();
}

bool HttpStream::IsOpen() const {
  MutexLock lock(mutex_);
  return !is_ended_ && !is_closed_;
}

HttpStream::Taken HttpStream::Take(char* buffer, size_t size, const std::function<void()>& pause,
                                   std::function<void()> resume) {
  MutexLock lock(mutex_);
  if (sent_ == sending_.size()) {
    sending_ = std::exchange(next_, {});
    sent_ = 0;
  }
  if (sending_.empty() && is_ended_) return {Outcome::kEnd};
  if (sending_.empty()) {
    pause();
    resume_ = std::move(resume);
    return {Outcome::kNothingYet};
  }
  const size_t bytes = sending_.copy(buffer, size, sent_);
  sent_ += bytes;
  return {Outcome::kSome, bytes};
}

void HttpStream::Close() {
  MutexLock lock(mutex_);
  is_closed_ = true;
  resume_ = nullptr;
}

void HttpStream::Resume() {
  if (const std::function<void()> resume = std::exchange(resume_, nullptr)) resume();
}

}  // namespace rollcall
