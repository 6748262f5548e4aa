// SPDX-License-Identifier: Apache-2.0
// The API's gRPC service, all of it raw and asynchronous.
//
// Raw, because answers are bytes that were joined, not serialised, and because a typed method answers a request that
// does not parse with UNIMPLEMENTED and no word. On completion queues, because the threads that gRPC adds for callback
// methods cost a watch a quarter more (bench/README.md). Whoever serves a method asks for its calls with Request….
#pragma once

#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::api {

namespace internal {
using Contract = v1::CoprocessorStatusService;
}  // namespace internal

using Service = internal::Contract::WithRawMethod_ListNodes<internal::Contract::WithRawMethod_ListCoprocessors<
    internal::Contract::WithRawMethod_WatchStatus<internal::Contract::Service>>>;

}  // namespace rollcall::api
