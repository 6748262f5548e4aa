// SPDX-License-Identifier: Apache-2.0
// Lets the messages of one burst leave together where they share a connection.
//
// gRPC hands each message to the socket by itself, and for a small one that is most of its cost. While a burst is under
// way, a TCP connection that gets more than a few messages is corked (TCP_CORK of tcp(7)): the kernel joins what is
// written and sends full segments; the rest leaves when the burst ends. gRPC does not show its sockets, so they are
// looked for among the process's own by the name of their peer. Where none is found (the peers of Unix sockets have no
// such name) or it has gone, messages leave as they would without this. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace rollcall::api {

class ConnectionCorker {
 public:
  class Connection;
  using ConnectionPtr = std::shared_ptr<Connection>;  // not to outlive the ConnectionCorker

  // Connections are corked only while one of these lives, and one may live at a time.
  class CorkScope {
   public:
    explicit CorkScope(ConnectionCorker& corks) : corker_(corks) { corker_.Begin(); }
    ~CorkScope() { corker_.Release(); }
    CorkScope(const CorkScope&) = delete;
    CorkScope& operator=(const CorkScope&) = delete;

   private:
    ConnectionCorker& corker_;
  };

  // `peer` as grpc::ServerContext::peer() names it. All who ask for a name share its connection.
  ConnectionPtr Get(const std::string& peer);
  // To be told before each write.
  void BeforeWrite(const ConnectionPtr& connection);

 private:
  void Begin();
  void Cork(const ConnectionPtr& connection);
  void Release();
  void FindSockets();

  absl::flat_hash_map<std::string, Connection*> connections_;  // those that live
  std::vector<ConnectionPtr> corked_;
  uint64_t burst_ = 0;
  bool bursting_ = false;
};

class ConnectionCorker::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(ConnectionCorker& corks, std::string peer) : corker_(corks), peer_(std::move(peer)) {}
  ~Connection() { corker_.connections_.erase(peer_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

 private:
  friend class ConnectionCorker;
  ConnectionCorker& corker_;
  const std::string peer_;
  int socket_ = -1;  // gRPC's: it may close it at any time, and another socket may get its number
  bool searched_ = false;
  uint64_t burst_ = 0;  // in which it was written to last
  int writes_ = 0;      // in that burst
};

}  // namespace rollcall::api
