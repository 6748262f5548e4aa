// SPDX-License-Identifier: Apache-2.0
// A connection over which nothing is said: it wakes who waits for connections.
#pragma once

#include <string>
#include <vector>

namespace rollcall::http {

class WakeConnection {
 public:
  // Begins a connection to each address that HOST:PORT names, waiting for none. Where nobody listens, nothing happens.
  explicit WakeConnection(const std::string& address);
  // Drops them.
  ~WakeConnection();
  WakeConnection(const WakeConnection&) = delete;
  WakeConnection& operator=(const WakeConnection&) = delete;

 private:
  std::vector<int> sockets_;
};

}  // namespace rollcall::http
