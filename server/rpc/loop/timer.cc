// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/timer.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/check.h"

namespace rollcall::rpc {
namespace {

constexpr int64_t kLongestMs = int64_t{1} << 40;  // 34 years

uint64_t ToMilliseconds(absl::Duration delay) {
  const absl::Duration rounded_up = delay + absl::Milliseconds(1) - absl::Nanoseconds(1);
  return static_cast<uint64_t>(std::clamp(absl::ToInt64Milliseconds(rounded_up), int64_t{0}, kLongestMs));
}

}  // namespace

struct Timer::Handle {
  uv_timer_t uv;
  std::function<void()> on_due;
};

Timer::Timer(EventLoop& loop, std::function<void()> on_due) : handle_(new Handle{{}, std::move(on_due)}) {
  CHECK(loop.IsOnThread());
  uv_timer_init(loop.uv(), &handle_->uv);
  handle_->uv.data = handle_;
}

Timer::~Timer() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->uv),
           [](uv_handle_t* handle) { delete static_cast<Handle*>(handle->data); });
}

void Timer::Set(absl::Duration delay) {
  uv_update_time(handle_->uv.loop);  // the loop's time is that of the turn's beginning
  uv_timer_start(
      &handle_->uv, [](uv_timer_t* timer) { static_cast<Handle*>(timer->data)->on_due(); }, ToMilliseconds(delay), 0);
}

void Timer::Repeat(absl::Duration interval) {
  Set(interval);
  uv_timer_set_repeat(&handle_->uv, ToMilliseconds(interval));
}

void Timer::Stop() { uv_timer_stop(&handle_->uv); }

}  // namespace rollcall::rpc
