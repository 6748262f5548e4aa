// SPDX-License-Identifier: Apache-2.0
// The variables of the environment that name an HTTP proxy.
#pragma once

#include "rollcall/client/transport_options.h"

namespace rollcall::client {

// The proxy is that of the first variable that is set: grpc_proxy, https_proxy, http_proxy, as with other programs that
// use gRPC. An empty value means no proxy. The exceptions are those of no_grpc_proxy, no_proxy or NO_PROXY.
ProxyOptions ProxyOfEnvironment();

}  // namespace rollcall::client
