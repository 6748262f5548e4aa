// SPDX-License-Identifier: Apache-2.0
// gRPC's credentials for a channel.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "rollcall/client/transport_options.h"

namespace rollcall::client {

// Reads the files of `tls`. Sets up nothing of TLS for clear text (nullopt). INVALID_ARGUMENT as ReadTlsFiles.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeGrpcCredentials(const std::optional<TlsOptions>& tls);

}  // namespace rollcall::client
