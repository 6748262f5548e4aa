// SPDX-License-Identifier: Apache-2.0
// A socket that listens, and the event loop that accepts its connections. Used on the loop's thread only, where a
// comment does not say otherwise.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/log.h"
#include "base/unique_fd.h"
#include "server/rpc/loop/event_loop.h"
#include "server/rpc/loop/timer.h"

namespace rollcall::rpc {

// Sockets that listen on one address: a host name may stand for several.
struct ListeningSockets {
  std::vector<UniqueFd> fds;  // do not block
  std::string address;        // as a client names it: with the port that was taken
  std::string unix_path;      // of a Unix socket's file, which the Listener removes in the end; empty for TCP
};

// Listens on HOST:PORT, where port 0 takes a free one, or unix:PATH, whose file gets `unix_mode` and replaces a socket
// that nobody listens on any more. UNAVAILABLE if that cannot be done; the message says why and what to do. No other
// process can listen on the same address (SO_REUSEPORT is off). Thread-safe.
absl::StatusOr<ListeningSockets> ListenOn(const std::string& listen, mode_t unix_mode);

class Listener {
 public:
  // Gets each accepted connection: a socket that does not block.
  using OnAccepted = std::function<void(UniqueFd fd)>;

  Listener(EventLoop& loop, ListeningSockets sockets, OnAccepted on_accepted);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  struct Handle;
  void Accept(int fd);
  void Pause(int error);
  void Resume();
  void RemoveFile() const;

  const ListeningSockets sockets_;
  const OnAccepted on_accepted_;
  std::vector<Handle*> handles_;  // libuv frees them in its own time
  Timer resume_;
  RepeatedFault fault_;
};

}  // namespace rollcall::rpc
