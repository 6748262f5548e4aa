// SPDX-License-Identifier: Apache-2.0
#include "base/listen_address.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall {
namespace {

struct HostPort {
  std::string host;
  std::string port;
};

std::string WithoutBrackets(const std::string& host) {
  const bool has_brackets = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  return has_brackets ? host.substr(1, host.size() - 2) : host;
}

HostPort Split(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return {listen, ""};
  return {WithoutBrackets(listen.substr(0, colon)), listen.substr(colon + 1)};
}

bool IsHostPort(const std::string& listen) {
  const HostPort target = Split(listen);
  uint32_t port = 0;
  return !target.host.empty() && absl::SimpleAtoi(target.port, &port) && port <= 65535;
}

// 0 or an error number.
int TryToBind(const addrinfo& address) {
  const int descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (descriptor < 0) return errno;
  const int one = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
  const bool bound = bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 && listen(descriptor, 1) == 0;
  const int error = errno;
  close(descriptor);
  return bound ? 0 : error;
}

}  // namespace

absl::Status CheckHttpAddress(const std::string& option, const std::string& listen) {
  if (IsHostPort(listen)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(option, " '", listen, "': expected HOST:PORT, such as 127.0.0.1:9464"));
}

absl::Status CheckListenAddress(const std::string& listen) {
  if (absl::StartsWith(listen, "unix:") || IsHostPort(listen)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--listen '", listen, "': expected HOST:PORT, such as 127.0.0.1:50051, or unix:PATH"));
}

bool IsLocalAddress(const std::string& listen) {
  if (absl::StartsWith(listen, "unix:")) return true;
  return IsLoopbackHost(listen.substr(0, listen.rfind(':')));
}

bool IsLoopbackHost(const std::string& text) {
  const std::string host = WithoutBrackets(text);
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return absl::EqualsIgnoreCase(host, "localhost");
}

std::string WithPort(const std::string& listen, int port) {
  if (absl::StartsWith(listen, "unix:")) return listen;
  const size_t colon = listen.rfind(':');
  CHECK_NE(colon, std::string::npos);
  return absl::StrCat(listen.substr(0, colon), ":", port);
}

absl::StatusOr<AddressList> Resolve(const std::string& listen) {
  const HostPort target = Split(listen);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(target.host.c_str(), target.port.c_str(), &hints, &found);
  if (error != 0) return absl::UnavailableError(gai_strerror(error));
  return AddressList(found, &freeaddrinfo);
}

std::string WhyNotListen(const std::string& listen, const std::string& option) {
  const absl::StatusOr<AddressList> addresses = Resolve(listen);
  if (!addresses.ok()) return absl::StrCat(addresses.status().message(), "; choose another address with ", option);
  const int error = TryToBind(**addresses);
  return error == 0 ? "it was in use a moment ago; try again" : BindErrorText(error, option);
}

std::string BindErrorText(int error, const std::string& option) {
  std::string choose = absl::StrCat(std::strerror(error), "; choose another address with ", option);
  if (error == EADDRINUSE) return absl::StrCat(choose, ", or end what uses this one");
  if (error == EADDRNOTAVAIL) return absl::StrCat(choose, ": this one is not of this machine");
  if (error == EACCES) return absl::StrCat(choose, ": a port below 1024 needs root or CAP_NET_BIND_SERVICE");
  return choose;
}

}  // namespace rollcall
