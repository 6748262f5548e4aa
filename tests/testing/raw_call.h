// SPDX-License-Identifier: Apache-2.0
// Unary calls whose request is any bytes, also ones that no generated stub would send.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace rollcall::testing {

// `method` is "package.Service/Method". Waits for a minute at most.
grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                     const std::string& request, std::string& response);

}  // namespace rollcall::testing
