// SPDX-License-Identifier: Apache-2.0
// Sends the messages of one burst together if they share a connection.
//
// gRPC writes each message to the socket separately, which is most of the cost of a small message. During a burst, a
// TCP connection that gets more than a few messages is corked (TCP_CORK in tcp(7)): the kernel joins what is written
// and sends full segments, and the rest is sent when the burst ends. gRPC does not expose its sockets, so this searches
// the process's open files for one with the right peer address. If there is none (the peers of Unix sockets have no
// such address) or it was closed, messages are sent as they would be without this. Not thread-safe.
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
  using ConnectionPtr = std::shared_ptr<Connection>;  // must not outlive the ConnectionCorker

  // A burst. Connections are corked only while a CorkScope exists, and there may be only one at a time.
  class CorkScope {
   public:
    explicit CorkScope(ConnectionCorker& corker) : corker_(corker) { corker_.Begin(); }
    ~CorkScope() { corker_.Release(); }
    CorkScope(const CorkScope&) = delete;
    CorkScope& operator=(const CorkScope&) = delete;

   private:
    ConnectionCorker& corker_;
  };

  // `peer` is a result of grpc::ServerContext::peer(). All callers with the same peer share its connection.
  ConnectionPtr Get(const std::string& peer);
  // To be called before each write.
  void BeforeWrite(const ConnectionPtr& connection);

 private:
  void Begin();
  void Cork(const ConnectionPtr& connection);
  void Release();
  void FindSockets();

  absl::flat_hash_map<std::string, Connection*> connections_;  // those that exist, by peer
  std::vector<ConnectionPtr> corked_;
  uint64_t burst_ = 0;
  bool is_in_burst_ = false;
};

class ConnectionCorker::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(ConnectionCorker& corker, std::string peer) : corker_(corker), peer_(std::move(peer)) {}
  ~Connection() { corker_.connections_.erase(peer_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

 private:
  friend class ConnectionCorker;
  ConnectionCorker& corker_;
  const std::string peer_;
  int socket_ = -1;  // belongs to gRPC, which may close it at any time; another socket may then get its number
  bool searched_ = false;
  uint64_t burst_ = 0;  // the last one in which there was a write
  int writes_ = 0;      // in that burst
};

}  // namespace rollcall::api
