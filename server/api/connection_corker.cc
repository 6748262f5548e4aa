// SPDX-License-Identifier: Apache-2.0
#include "server/api/connection_corker.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall::api {
namespace {

// The first messages of a burst are sent at once: so few are not worth a search and two more system calls.
constexpr int kSentAtOnce = 3;

// The peer of a TCP socket in gRPC's form: ipv4:ADDRESS:PORT, or ipv6:[ADDRESS]:PORT with the brackets percent-encoded.
// An IPv4 address that is mapped into IPv6 appears as IPv4. Empty if this is no TCP socket or is not connected.
std::string PeerName(int socket) {
  sockaddr_in6 address{};  // is large enough for an IPv4 address
  socklen_t size = sizeof(address);
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "";
  char text[INET6_ADDRSTRLEN];
  const void* ipv4 = nullptr;
  if (address.sin6_family == AF_INET) {
    ipv4 = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  } else if (address.sin6_family != AF_INET6) {
    return "";
  } else if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) {
    ipv4 = &address.sin6_addr.s6_addr[12];
  }
  const int port = ntohs(address.sin6_port);  // at the same place as sin_port
  if (ipv4 != nullptr) return absl::StrCat("ipv4:", inet_ntop(AF_INET, ipv4, text, sizeof(text)), ":", port);
  return absl::StrCat("ipv6:%5B", inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof(text)), "%5D:", port);
}

bool SetCork(int socket, int on) { return setsockopt(socket, IPPROTO_TCP, TCP_CORK, &on, sizeof(on)) == 0; }

}  // namespace

ConnectionCorker::ConnectionPtr ConnectionCorker::Get(const std::string& peer) {
  Connection*& connection = connections_[peer];
  if (connection != nullptr) return connection->shared_from_this();
  auto created = std::make_shared<Connection>(*this, peer);
  connection = created.get();
  return created;
}

void ConnectionCorker::Begin() {
  CHECK(!is_in_burst_);
  is_in_burst_ = true;
  ++burst_;
}

void ConnectionCorker::BeforeWrite(const ConnectionPtr& connection) {
  if (!is_in_burst_) return;
  if (std::exchange(connection->burst_, burst_) != burst_) connection->writes_ = 0;
  if (++connection->writes_ == kSentAtOnce + 1) Cork(connection);
}

void ConnectionCorker::Cork(const ConnectionPtr& connection) {
  if (!connection->searched_) FindSockets();
  if (connection->socket_ < 0) return;
  if (PeerName(connection->socket_) != connection->peer_) {
    connection->socket_ = -1;  // the connection was closed
  } else if (SetCork(connection->socket_, 1)) {
    corked_.push_back(connection);
  }
}

// If a socket was closed in the meantime and another one has its number, removing the cork from that one is harmless,
// because it has none.
void ConnectionCorker::Release() {
  CHECK(is_in_burst_);
  for (const ConnectionPtr& connection : corked_) SetCork(connection->socket_, 0);
  corked_.clear();
  is_in_burst_ = false;
}

// Searches for all connections at once, because with many connections the list of open files is long.
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
