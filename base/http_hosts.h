// SPDX-License-Identifier: Apache-2.0
// The names by which a browser may ask for what an HTTP port serves. A page of any site can make the browser resolve
// the site's own name to 127.0.0.1 and then read what a port of loopback serves (DNS rebinding); the header Host is the
// only trace of that. Immutable, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace rollcall {

class HttpHosts {
 public:
  // `listen` is HOST:PORT. If only this machine can reach it, its own names are allowed; else every name is, unless
  // `names` has some. `names` are allowed in addition: those of a proxy in front. A name has no port.
  HttpHosts(const std::string& listen, const std::vector<std::string>& names);
  // Allows every name.
  HttpHosts() = default;

  // `host` is the header Host, with or without a port; empty if the request has none, which no browser sends.
  bool Allows(std::string_view host) const;

 private:
  bool allows_all_ = true;
  bool allows_loopback_ = false;
  std::vector<std::string> names_;  // in lower case
};

// INVALID_ARGUMENT unless `name` is a name without a port, such as "status.example".
absl::Status CheckHostName(const std::string& name);

}  // namespace rollcall
