// SPDX-License-Identifier: Apache-2.0
// Addresses to listen on: checks them, resolves them, and says why one cannot be used. Thread-safe.
#pragma once

#include <netdb.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rollcall {

// INVALID_ARGUMENT unless `listen` is HOST:PORT or unix:PATH. An IPv6 host is in brackets. (Without a port gRPC would
// choose one of its own.)
absl::Status CheckListenAddress(const std::string& listen);

// INVALID_ARGUMENT unless `listen`, the value of `option`, is HOST:PORT.
absl::Status CheckHttpAddress(const std::string& option, const std::string& listen);

// Whether only this machine can reach `listen`, which is HOST:PORT or unix:PATH: an address in 127.0.0.0/8, ::1,
// localhost, or a Unix socket. No other name is resolved, and counts as one that others can reach.
bool IsLocalAddress(const std::string& listen);

// The same for a host alone: an IPv6 address is in brackets.
bool IsLoopbackHost(const std::string& text);

// `listen`, which is HOST:PORT or unix:PATH, with its port replaced by `port`; a unix: address stays as it is.
std::string WithPort(const std::string& listen, int port);

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// The addresses that HOST:PORT names, at least one. UNAVAILABLE with getaddrinfo's reason if there are none.
absl::StatusOr<AddressList> Resolve(const std::string& listen);

// Why HOST:PORT, the value of `option`, cannot be listened on, and what to do. Tries to bind it to find out.
std::string WhyNotListen(const std::string& listen, const std::string& option);

// The same from the errno of bind or listen.
std::string BindErrorText(int error, const std::string& option);

}  // namespace rollcall
