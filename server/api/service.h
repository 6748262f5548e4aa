// SPDX-License-Identifier: Apache-2.0
// The API's gRPC service. All of its methods are raw and use completion queues.
//
// They are raw because responses are joined from encoded bytes, not serialized, and because a typed method answers a
// request that does not parse with UNIMPLEMENTED and without a message. They use completion queues because the threads
// that gRPC adds for callback methods make a watch a quarter more expensive (bench/README.md). A server of a method
// asks for each call with Request….
#pragma once

#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::api {

namespace internal {
using Contract = v1::CoprocessorStatusService;
}  // namespace internal

using Service = internal::Contract::WithRawMethod_ListNodes<internal::Contract::WithRawMethod_ListCoprocessors<
    internal::Contract::WithRawMethod_WatchStatus<internal::Contract::Service>>>;

}  // namespace rollcall::api
