// SPDX-License-Identifier: Apache-2.0
// grpc.testing.TestService on server/rpc.
#pragma once

#include "server/rpc/router.h"

namespace rollcall::testing {

// Adds the methods of the service, but for those that no test calls.
void AddTestService(rpc::Router& router);

}  // namespace rollcall::testing
