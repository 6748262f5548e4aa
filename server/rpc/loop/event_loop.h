// SPDX-License-Identifier: Apache-2.0
// A thread that serves sockets, timers and what other threads give it, on libuv.
//
// One turn: the timers that are due, then what has arrived on the sockets and from other threads, and at the end of
// both the turn hook, which sends what has come together. Nothing that runs here may take long.
#pragma once

#include <uv.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace rollcall::rpc {

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Called before the loop waits for something new, whenever something may have happened. Set it before Start.
  void SetTurnHook(std::function<void()> hook) { turn_hook_ = std::move(hook); }

  // Starts the thread, once. `name` is what the system shows, at most 15 characters.
  void Start(std::string name);
  // Runs `work` on the loop's thread, in the order of the calls. After Stop it is dropped. Thread-safe.
  void Post(std::function<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends the thread and waits for it, after all that was posted before. By then, nothing that uses the loop may exist:
  // sockets, timers and notifiers are destroyed on its thread, or while no thread runs.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Whether the caller is on the loop's thread, or no thread runs. Thread-safe.
  bool IsOnThread() const { return on_thread_ == std::thread::id() || on_thread_ == std::this_thread::get_id(); }
  // How many turns there were. To be called on the loop's thread.
  uint64_t turns() const { return turns_; }
  // For the wrappers of libuv's handles, which are used on the loop's thread only.
  uv_loop_t* uv() { return &loop_; }

 private:
  void RunPosted() ABSL_LOCKS_EXCLUDED(mutex_);
  void OnTurn() {
    if (turn_hook_ != nullptr) turn_hook_();
  }

  uv_loop_t loop_;
  uv_async_t posted_;
  uv_prepare_t before_wait_;
  uv_check_t after_wait_;
  std::function<void()> turn_hook_;
  uint64_t turns_ = 0;
  Mutex mutex_;
  std::vector<std::function<void()>> work_ ABSL_GUARDED_BY(mutex_);
  bool is_stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<std::thread::id> on_thread_ = std::thread::id();  // the thread that runs or ran
  std::thread thread_;
};

}  // namespace rollcall::rpc
