// SPDX-License-Identifier: Apache-2.0
// The servers that are reached without a proxy. Pure functions.
#pragma once

#include <string_view>

namespace rollcall::client {

// Whether `exceptions`, the content of a variable no_proxy, names the server. It is read as curl 7.88 reads it: entries
// are separated by commas or blanks. example.com and .example.com name this host and all below it. An IP address names
// itself, and with /BITS its network. * names every server. Unlike with curl, * may stand beside other entries, and an
// entry may end in :PORT (an IPv6 address is then in brackets) and names only that port.
// `host` has no brackets.
bool IsNamedByNoProxy(std::string_view exceptions, std::string_view host, int port);

}  // namespace rollcall::client
