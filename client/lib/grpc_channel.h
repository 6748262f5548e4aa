// SPDX-License-Identifier: Apache-2.0
// The settings of a channel of gRPC.
#pragma once

#include <grpcpp/support/channel_arguments.h>

#include <optional>
#include <string>

#include "client/lib/transport/proxy.h"
#include "rollcall/client/connector.h"

namespace rollcall::client {

// For a channel to `server`, whose target is the proxy's address if there is one.
grpc::ChannelArguments MakeChannelArguments(const GrpcOptions& options, const std::string& server,
                                            const std::optional<Proxy>& proxy);

}  // namespace rollcall::client
