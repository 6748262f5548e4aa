// SPDX-License-Identifier: Apache-2.0
#include "server/api/connection_corker.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace rollcall::api {
namespace {

// The first messages of a burst leave at once: a few are not worth a search, nor two more system calls.
constexpr int kLeaveAtOnce = 3;

// As gRPC names the peer of a TCP socket: ipv4:ADDRESS:PORT, or ipv6:[ADDRESS]:PORT with the brackets percent-encoded;
// an IPv4 address that is mapped into IPv6 is named as IPv4. Empty: no TCP socket, or not connected.
std::string PeerName(int socket) {
  sockaddr_in6 address{};  // has room for an IPv4 one
  socklen_t size = sizeof(address);
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "";
  char text[INET6_ADDRSTRLEN];
  const void* four = nullptr;
  if (address.sin6_family == AF_INET) {
    four = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  } else if (address.sin6_family != AF_INET6) {
    return "";
  } else if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) {
    four = &address.sin6_addr.s6_addr[12];
  }
  const int port = ntohs(address.sin6_port);  // which is where sin_port is
  if (four != nullptr) return absl::StrCat("ipv4:", inet_ntop(AF_INET, four, text, sizeof(text)), ":", port);
  return absl::StrCat("ipv6:%5B", inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof(text)), "%5D:", port);
}

bool SetCork(int socket, int on) { return setsockopt(socket, IPPROTO_TCP, TCP_CORK, &on, sizeof(on)) == 0; }

}  // namespace

ConnectionCorker::ConnectionPtr ConnectionCorker::Get(const std::string& peer) {
  Connection*& connection = connections_[peer];
  if (connection != nullptr) return connection->shared_from_this();
  auto made = std::make_shared<Connection>(*this, peer);
  connection = made.get();
  return made;
}

void ConnectionCorker::Begin() {
  bursting_ = true;
  ++burst_;
}

void ConnectionCorker::BeforeWrite(const ConnectionPtr& connection) {
  if (!bursting_) return;
  if (std::exchange(connection->burst_, burst_) != burst_) connection->writes_ = 0;
  if (++connection->writes_ == kLeaveAtOnce + 1) Cork(connection);
}

void ConnectionCorker::Cork(const ConnectionPtr& connection) {
  if (!connection->searched_) FindSockets();
  if (connection->socket_ < 0) return;
  if (PeerName(connection->socket_) != connection->peer_) {
    connection->socket_ = -1;  // the connection has gone
  } else if (SetCork(connection->socket_, 1)) {
    corked_.push_back(connection);
  }
}

// A socket that has gone meanwhile, and whose number another one has: that one is not corked, and stays so.
void ConnectionCorker::Release() {
  for (const ConnectionPtr& connection : corked_) SetCork(connection->socket_, 0);
  corked_.clear();
  bursting_ = false;
}

// Of all connections at once: the list of open files is long where there are many.
void ConnectionCorker::FindSockets() {
  for (const auto& [peer, connection] : connections_) connection->searched_ = true;
  DIR* const files = opendir("/proc/self/fd");
  if (files == nullptr) return;
  while (const dirent* const file = readdir(files)) {
    int number = -1;
    if (!absl::SimpleAtoi(file->d_name, &number)) continue;  // . and ..
    const auto found = connections_.find(PeerName(number));
    if (found != connections_.end()) found->second->socket_ = number;
  }
  closedir(files);
}

}  // namespace rollcall::api
