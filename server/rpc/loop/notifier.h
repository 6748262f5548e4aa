// SPDX-License-Identifier: Apache-2.0
// Makes an event loop call a function, from any thread.
//
// However often it is notified before the loop comes to it, the function is called once. It is made and destroyed on
// the loop's thread, or while no thread runs.
#pragma once

#include <functional>

#include "server/rpc/loop/event_loop.h"

namespace rollcall::rpc {

class Notifier {
 public:
  // Events after a call of `on_notify` has started need another Notify().
  Notifier(EventLoop& loop, std::function<void()> on_notify);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  // Thread-safe; must not be called after the destructor has begun. Never blocks.
  void Notify();

 private:
  struct Handle;
  Handle* handle_;  // libuv frees it in its own time
};

}  // namespace rollcall::rpc
