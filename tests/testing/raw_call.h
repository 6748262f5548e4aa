// SPDX-License-Identifier: Apache-2.0
// Unary calls with bytes that no generated stub would send.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace rollcall::testing {

// `method` is "package.Service/Method". Waits for at most a minute.
grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                     const std::string& request, std::string& response);

}  // namespace rollcall::testing
