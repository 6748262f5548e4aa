// SPDX-License-Identifier: Apache-2.0
// The connections of an HTTP server. When there are as many as may be, a new one takes the place of the one that has
// been silent longest: of its own address, if that has as many as it may, else of all. So connections that are silent,
// or read nothing, never keep a new client out.
//
// Not thread-safe: the thread that serves the connections uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "base/log.h"
#include "rollcall/instant.h"

namespace rollcall {

class HttpConnections {
 public:
  struct Entry {
    int socket;
    std::string host;
    bool must_end = false;
  };
  using Id = std::list<Entry>::iterator;

  HttpConnections(size_t max_connections, size_t max_per_host)
      : max_connections_(max_connections), max_per_host_(max_per_host) {}

  // A connection has begun. May shut down another one, whose end is then to be told by End as usual.
  Id Begin(int socket, std::string host, Instant now);
  // It has sent a request.
  void Use(Id id);
  // It has ended: its socket is about to be closed.
  void End(Id id);

 private:
  void MakeRoom(const std::string& host, Instant now);
  void ShutDown(Id id);
  void Leave(const std::string& host);

  const size_t max_connections_;
  const size_t max_per_host_;
  std::list<Entry> active_;  // the one that was silent longest first
  std::list<Entry> ending_;  // were shut down
  absl::flat_hash_map<std::string, size_t> by_host_;
  RepeatedFault full_;
};

}  // namespace rollcall
