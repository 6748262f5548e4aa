// SPDX-License-Identifier: Apache-2.0
// The version of the gRPC library that this program is linked with.
#pragma once

#include <string>

namespace rollcall::client {

std::string GrpcVersion();

}  // namespace rollcall::client
