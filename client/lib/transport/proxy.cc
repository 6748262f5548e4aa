// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/proxy.h"

#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/absl_view.h"
#include "client/lib/transport/no_proxy.h"
#include "client/lib/transport/transport_error.h"
#include "rollcall/client/error.h"
#include "rollcall/client/servers.h"

namespace rollcall::client {
namespace {

constexpr int kDefaultPort = 80;  // of http

struct HostAndPort {
  absl::string_view host;  // without brackets
  int port = 0;
};

// `server` is HOST:PORT, as ParseServers has checked.
HostAndPort SplitServer(absl::string_view server) {
  const size_t colon = server.rfind(':');
  HostAndPort parts = {.host = server.substr(0, colon)};
  const bool has_port = absl::SimpleAtoi(server.substr(colon + 1), &parts.port);
  if (!has_port) return {};
  if (absl::ConsumePrefix(&parts.host, "[")) absl::ConsumeSuffix(&parts.host, "]");
  return parts;
}

absl::Status Unusable(const ProxyOptions& options, const std::string& server, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("cannot use the proxy that ", options.source,
                                                 " names: ", AbslView(why), "; write http://HOST:PORT, or name ",
                                                 server, " in no_proxy"));
}

// RFC 3986 section 2.1. Text that is not encoded as it says stays as it is.
std::string PercentDecoded(absl::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    const bool is_encoded =
        text.size() > 2 && text[0] == '%' && absl::ascii_isxdigit(text[1]) && absl::ascii_isxdigit(text[2]);
    decoded += is_encoded ? absl::HexStringToBytes(text.substr(1, 2)) : std::string(text.substr(0, 1));
    text.remove_prefix(is_encoded ? 3 : 1);
  }
  return decoded;
}

std::string WithPort(absl::string_view authority) {
  const bool has_port = ParseServers({authority.data(), authority.size()}).ok();
  return has_port ? std::string(authority) : absl::StrCat(authority, ":", kDefaultPort);
}

// The problem names no part of the URL, which may hold a password.
absl::StatusOr<std::optional<Proxy>> ParseProxy(const ProxyOptions& options, const std::string& server) {
  absl::string_view rest = options.url;
  const size_t scheme_end = rest.find("://");
  if (scheme_end != absl::string_view::npos) {
    if (!absl::EqualsIgnoreCase(rest.substr(0, scheme_end), "http")) {
      return Unusable(options, server, "only http proxies are supported");
    }
    rest.remove_prefix(scheme_end + 3);
  }
  rest = rest.substr(0, rest.find_first_of("/?#"));
  Proxy proxy = {.source = options.source};
  if (const size_t at = rest.rfind('@'); at != absl::string_view::npos) {
    proxy.credentials = PercentDecoded(rest.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  proxy.address = WithPort(rest);
  const bool is_one_server = !absl::StrContains(proxy.address, ',') && ParseServers(proxy.address).ok();
  if (!is_one_server) return Unusable(options, server, "its value is not the URL of a proxy");
  return proxy;
}

}  // namespace

absl::StatusOr<std::optional<Proxy>> ProxyFor(const ProxyOptions& options, const std::string& server) {
  if (options.url.empty() || IsOnThisMachine(server)) return std::nullopt;
  const HostAndPort parts = SplitServer(server);
  const std::string_view host(parts.host.data(), parts.host.size());
  if (IsNamedByNoProxy(options.exceptions, host, parts.port)) return std::nullopt;
  return ParseProxy(options, server);
}

absl::Status NameProxy(const absl::Status& error, const Proxy& proxy) {
  if (KindOf(error) != ErrorKind::kUnreachable) return error;
  absl::Status named(error.code(), absl::StrCat("through the proxy ", proxy.address, ", which ", proxy.source,
                                                " names: ", Summary(error)));
  error.ForEachPayload([&named](absl::string_view url, const absl::Cord& payload) { named.SetPayload(url, payload); });
  return TransportProblemOf(error) == TransportProblem::kNone ? WithTransportProblem(named, TransportProblem::kProxy)
                                                              : named;
}

}  // namespace rollcall::client
