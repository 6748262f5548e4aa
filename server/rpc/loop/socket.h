// SPDX-License-Identifier: Apache-2.0
// A connected socket, TCP or Unix, of an event loop. Used on the loop's thread only.
#pragma once

#include <uv.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "server/rpc/loop/event_loop.h"
#include "server/rpc/loop/timer.h"

namespace rollcall::rpc {

class Socket {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    // The bytes are only valid during the call.
    virtual void OnReceived(std::string_view bytes) = 0;
    // The peer has closed the connection, it broke, or the event loop could not take it. Nothing more is received or
    // written.
    virtual void OnEnded() = 0;
    // All that Write kept has been sent.
    virtual void OnUnblocked() = 0;
  };

  // Takes over a connected socket that does not block. `owner` must outlive this. It may destroy this in its methods.
  Socket(EventLoop& loop, UniqueFd fd, Owner& owner);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Sends the pieces, one after the other, in one system call. What the system does not take is copied and sent later;
  // until then the socket is blocked, and nothing may be written. Nothing is received either: a peer that does not read
  // is not to ask for more.
  void Write(std::span<const std::string_view> pieces);
  bool IsBlocked() const;
  // Tells the peer that nothing more is written (FIN). What it sends is still received, until it has closed its end
  // too. To be called once, while the socket is not blocked.
  void ShutDownWrites();
  // What is kept for later, and not sent yet.
  size_t unsent_bytes() const;

 private:
  struct Handle;
  Handle* handle_;                     // libuv frees it in its own time
  std::unique_ptr<Timer> not_opened_;  // tells the owner so, once it is complete; null if the socket was opened
};

}  // namespace rollcall::rpc
