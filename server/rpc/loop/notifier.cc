// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/notifier.h"

#include <utility>

#include "base/check.h"

namespace rollcall::rpc {

struct Notifier::Handle {
  uv_async_t uv;
  std::function<void()> on_notify;
};

Notifier::Notifier(EventLoop& loop, std::function<void()> on_notify) : handle_(new Handle{{}, std::move(on_notify)}) {
  CHECK(loop.IsOnThread());
  const int error =
      uv_async_init(loop.uv(), &handle_->uv, [](uv_async_t* async) { static_cast<Handle*>(async->data)->on_notify(); });
  CHECK_EQ(error, 0);
  handle_->uv.data = handle_;
}

Notifier::~Notifier() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->uv),
           [](uv_handle_t* handle) { delete static_cast<Handle*>(handle->data); });
}

void Notifier::Notify() { uv_async_send(&handle_->uv); }

}  // namespace rollcall::rpc
