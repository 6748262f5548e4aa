// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/servers.h"

#include <arpa/inet.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/comma_list.h"

namespace rollcall::client {
namespace {

bool IsHostAndPort(absl::string_view server) {
  const size_t colon = server.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return false;
  const absl::string_view host = server.substr(0, colon);
  int port = 0;
  if (!absl::SimpleAtoi(server.substr(colon + 1), &port) || port < 1 || port > 65535) return false;
  const bool bracketed = host.front() == '[' && host.back() == ']';
  // Without brackets, the last group of an IPv6 address would be read as the port.
  return bracketed || !absl::StrContains(host, ':');
}

bool IsSocketPath(absl::string_view server) { return absl::StartsWith(server, "unix:") && server.size() > 5; }

// The name 127.example.com is no such address.
bool IsLoopbackAddress(const std::string& host) {
  in_addr address = {};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return host == "[::1]";
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseServers(std::string_view text) {
  std::vector<std::string> servers;
  for (const std::string& server : SplitCommaList(text)) {
    if (!IsSocketPath(server) && !IsHostAndPort(server)) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", server, "' is not a server address; write HOST:PORT, [IPV6]:PORT or unix:PATH"));
    }
    if (std::find(servers.begin(), servers.end(), server) == servers.end()) servers.push_back(server);
  }
  return servers;
}

bool IsOnThisMachine(std::string_view server) {
  if (IsSocketPath(AbslView(server))) return true;
  const std::string host(server.substr(0, server.rfind(':')));
  return absl::EqualsIgnoreCase(host, "localhost") || IsLoopbackAddress(host);
}

}  // namespace rollcall::client
