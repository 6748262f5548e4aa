// SPDX-License-Identifier: Apache-2.0
// The address that a server listens on.
#pragma once

#include <netdb.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rollcall {

// INVALID_ARGUMENT unless it is HOST:PORT or unix:PATH. (gRPC would take a port of its own choosing where none is
// given.)
absl::Status CheckListenAddress(const std::string& listen);

// INVALID_ARGUMENT unless it is HOST:PORT.
absl::Status CheckMetricsAddress(const std::string& listen);

// `listen` with its port replaced by the one that was taken; unix: addresses stay as they are.
std::string WithPort(const std::string& listen, int port);

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// What HOST:PORT names, one address at least. UNAVAILABLE: nothing, with getaddrinfo's reason.
absl::StatusOr<AddressList> Resolve(const std::string& listen);

// Why the address cannot be listened on, for a person, found by trying.
std::string WhyNotListen(const std::string& listen);

}  // namespace rollcall
