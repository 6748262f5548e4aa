// SPDX-License-Identifier: Apache-2.0
#include "base/http_hosts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/listen_address.h"

namespace rollcall {
namespace {

// Without its port. An IPv6 address keeps its brackets.
std::string_view WithoutPort(std::string_view host) {
  const size_t colon = host.rfind(':');
  const bool is_in_brackets = colon != std::string_view::npos && host.find(']', colon) != std::string_view::npos;
  return colon == std::string_view::npos || is_in_brackets ? host : host.substr(0, colon);
}

}  // namespace

HttpHosts::HttpHosts(const std::string& listen, const std::vector<std::string>& names)
    : allows_all_(!IsLocalAddress(listen) && names.empty()), allows_loopback_(IsLocalAddress(listen)) {
  for (const std::string& name : names) names_.push_back(absl::AsciiStrToLower(name));
}

bool HttpHosts::Allows(std::string_view host) const {
  if (allows_all_ || host.empty()) return true;
  const std::string name = absl::AsciiStrToLower(AbslView(WithoutPort(host)));
  if (allows_loopback_ && IsLoopbackHost(name)) return true;
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

absl::Status CheckHostName(const std::string& name) {
  const bool is_plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
  });
  if (is_plain) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", name, "' is not the name of a host; write it without a port, such as status.example"));
}

}  // namespace rollcall
