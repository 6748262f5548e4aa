// A connection over which nothing is said: it wakes who waits for connections.
#pragma once

#include <string>
#include <vector>

namespace rollcall {

class Knock {
 public:
  // Begins a connection to each address that HOST:PORT names, waiting for none. Where nobody listens, nothing happens.
  explicit Knock(const std::string& address);
  // Drops them.
  ~Knock();
  Knock(const Knock&) = delete;
  Knock& operator=(const Knock&) = delete;

 private:
  std::vector<int> sockets_;
};

}  // namespace rollcall
