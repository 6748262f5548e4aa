// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/no_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/absl_view.h"

namespace rollcall::client {
namespace {

constexpr int kBitsOfByte = 8;

// An address of either family, in network byte order.
struct IpAddress {
  std::array<uint8_t, sizeof(in6_addr)> bytes = {};
  int bits = 0;  // 32 or 128
};

std::optional<IpAddress> ParseIp(absl::string_view text) {
  IpAddress address;
  const std::string terminated(text);
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) {
    address.bits = sizeof(in_addr) * kBitsOfByte;
  } else if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) {
    address.bits = sizeof(in6_addr) * kBitsOfByte;
  } else {
    return std::nullopt;
  }
  return address;
}

bool SameFirstBits(const IpAddress& a, const IpAddress& b, int bits) {
  const int whole = bits / kBitsOfByte;
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole, b.bytes.begin())) return false;
  const int rest = bits % kBitsOfByte;
  if (rest == 0) return true;
  const auto differing = static_cast<unsigned>(a.bytes[whole] ^ b.bytes[whole]);
  return differing >> (kBitsOfByte - rest) == 0;
}

// `network`: ADDRESS or ADDRESS/BITS.
bool IsInNetwork(const IpAddress& address, absl::string_view network) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(network, absl::MaxSplits('/', 1));
  const std::optional<IpAddress> base = ParseIp(parts.first);
  if (!base.has_value() || base->bits != address.bits) return false;
  if (parts.second.empty()) return SameFirstBits(address, *base, address.bits);
  int bits = 0;
  return absl::SimpleAtoi(parts.second, &bits) && bits >= 0 && bits <= address.bits &&
         SameFirstBits(address, *base, bits);
}

bool IsDomainOf(absl::string_view host, absl::string_view domain) {
  absl::ConsumeSuffix(&host, ".");
  absl::ConsumeSuffix(&domain, ".");
  absl::ConsumePrefix(&domain, ".");
  if (domain.empty() || !absl::EndsWithIgnoreCase(host, domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

// Takes the port off an entry; nullopt if it has none.
std::optional<int> ConsumePort(absl::string_view& entry) {
  const size_t colon = entry.rfind(':');
  if (colon == absl::string_view::npos) return std::nullopt;
  const absl::string_view host = entry.substr(0, colon);
  int port = 0;
  // The last group of an IPv6 address without brackets is no port.
  const bool is_host = !absl::StrContains(host, ':') || absl::EndsWith(host, "]");
  if (!is_host || !absl::SimpleAtoi(entry.substr(colon + 1), &port)) return std::nullopt;
  entry = host;
  return port;
}

bool Names(absl::string_view entry, absl::string_view host, int port) {
  if (entry == "*") return true;
  if (ConsumePort(entry).value_or(port) != port) return false;
  if (absl::ConsumePrefix(&entry, "[")) absl::ConsumeSuffix(&entry, "]");
  const std::optional<IpAddress> address = ParseIp(host);
  return address.has_value() ? IsInNetwork(*address, entry) : IsDomainOf(host, entry);
}

}  // namespace

bool IsNamedByNoProxy(std::string_view exceptions, std::string_view host, int port) {
  for (const absl::string_view entry :
       absl::StrSplit(AbslView(exceptions), absl::ByAnyChar(", \t"), absl::SkipEmpty())) {
    if (Names(entry, AbslView(host), port)) return true;
  }
  return false;
}

}  // namespace rollcall::client
