// SPDX-License-Identifier: Apache-2.0
#include "client/lib/grpc_version.h"

#include <grpcpp/grpcpp.h>

namespace rollcall::client {

std::string GrpcVersion() { return grpc::Version(); }

}  // namespace rollcall::client
