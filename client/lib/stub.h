// SPDX-License-Identifier: Apache-2.0
// The interface to the network: one server's CoprocessorStatusService without gRPC's types, so that the layers above
// can be tested without gRPC.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/cancellation.h"
#include "rollcall/client/server_health.h"
#include "rollcall/client/watch.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// One WatchStatus call. For one thread. The destructor ends the call.
class WatchStream {
 public:
  virtual ~WatchStream() = default;
  // Waits for the next message until `until`. After kTimeout the call continues. After kEnd only Finish may be called.
  virtual WatchRead Next(Instant until, v1::WatchStatusResponse& message) = 0;
  // Returns why the call ended, never OK, with the server's details (see error.h). Call it once, after kEnd.
  virtual absl::Status Finish() = 0;
};

// One server. Errors carry the server's details (see error.h). UNAVAILABLE without details means that the server was
// not reached.
class Stub {
 public:
  virtual ~Stub() = default;
  virtual absl::Status ListNodes(const v1::ListNodesRequest& request, absl::Duration timeout,
                                 v1::ListNodesResponse& response) = 0;
  virtual absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest& request, absl::Duration timeout,
                                        v1::ListCoprocessorsResponse& response) = 0;
  // UNIMPLEMENTED from a server that is older than the method, and by default.
  virtual absl::Status ListChanges(const v1::ListChangesRequest& /*request*/, absl::Duration /*timeout*/,
                                   v1::ListChangesResponse& /*response*/) {
    return absl::UnimplementedError("no ListChanges there");
  }
  // The call ends with CANCELLED when `cancellation` is canceled. The stub and `cancellation` must outlive the stream.
  virtual std::unique_ptr<WatchStream> WatchStatus(const v1::WatchStatusRequest& request,
                                                   Cancellation& cancellation) = 0;
  // Asks grpc.health.v1. UNIMPLEMENTED from a server without it, and by default.
  virtual absl::StatusOr<Serving> CheckHealth(absl::Duration /*timeout*/) {
    return absl::UnimplementedError("no grpc.health.v1 there");
  }
};

}  // namespace rollcall::client
