// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/event_loop.h"

#include <pthread.h>

#include <utility>

#include "base/check.h"

namespace rollcall::rpc {
namespace {

template <typename Handle>
uv_handle_t* Base(Handle& handle) {
  return reinterpret_cast<uv_handle_t*>(&handle);
}

}  // namespace

EventLoop::EventLoop() {
  CHECK_EQ(uv_loop_init(&loop_), 0);
  posted_.data = before_wait_.data = after_wait_.data = this;
  CHECK_EQ(
      uv_async_init(&loop_, &posted_, [](uv_async_t* async) { static_cast<EventLoop*>(async->data)->RunPosted(); }), 0);
  uv_prepare_init(&loop_, &before_wait_);
  uv_prepare_start(&before_wait_, [](uv_prepare_t* prepare) { static_cast<EventLoop*>(prepare->data)->OnTurn(); });
  uv_check_init(&loop_, &after_wait_);
  uv_check_start(&after_wait_, [](uv_check_t* check) {
    EventLoop& loop = *static_cast<EventLoop*>(check->data);
    ++loop.turns_;
    loop.OnTurn();
  });
}

EventLoop::~EventLoop() {
  Stop();
  turn_hook_ = nullptr;
  for (uv_handle_t* handle : {Base(posted_), Base(before_wait_), Base(after_wait_)}) uv_close(handle, nullptr);
  uv_run(&loop_, UV_RUN_NOWAIT);  // in case Stop has stopped no thread
  uv_run(&loop_, UV_RUN_DEFAULT);
  CHECK_EQ(uv_loop_close(&loop_), 0);  // else something that uses the loop still exists
}

void EventLoop::Start(std::string name) {
  CHECK(!thread_.joinable());
  thread_ = std::thread([this, name = std::move(name)] {
    on_thread_ = std::this_thread::get_id();
    pthread_setname_np(pthread_self(), name.c_str());
    uv_run(&loop_, UV_RUN_DEFAULT);
  });
}

void EventLoop::Post(std::function<void()> work) {
  MutexLock lock(mutex_);
  if (is_stopped_) return;
  work_.push_back(std::move(work));
  uv_async_send(&posted_);
}

void EventLoop::RunPosted() {
  std::vector<std::function<void()>> work;
  {
    MutexLock lock(mutex_);
    work.swap(work_);
  }
  for (const std::function<void()>& one : work) one();
}

void EventLoop::Stop() {
  {
    MutexLock lock(mutex_);
    if (std::exchange(is_stopped_, true)) return;
    work_.emplace_back([this] { uv_stop(&loop_); });
    uv_async_send(&posted_);
  }
  if (thread_.joinable()) {
    thread_.join();
    on_thread_ = std::thread::id();
  } else {
    RunPosted();
  }
}

}  // namespace rollcall::rpc
