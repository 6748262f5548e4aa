// SPDX-License-Identifier: Apache-2.0
// A connection without any data, which wakes a thread that is blocked in accept or poll. See MetricsServer's
// destructor.
#pragma once

#include <string>
#include <vector>

namespace rollcall {

class WakeConnection {
 public:
  // Starts to connect to each address that HOST:PORT names and does not wait for the result. Errors are ignored.
  explicit WakeConnection(const std::string& address);
  // Closes the connections.
  ~WakeConnection();
  WakeConnection(const WakeConnection&) = delete;
  WakeConnection& operator=(const WakeConnection&) = delete;

 private:
  std::vector<int> sockets_;
};

}  // namespace rollcall
