// SPDX-License-Identifier: Apache-2.0
// The edge to the network: one server's CoprocessorStatusService without gRPC's types, so that all above it is tested
// without gRPC.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/lib/cancellation.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// What WatchStream::Next came back with.
enum class WatchRead { kMessage, kTimeout, kEnd };

// One WatchStatus call. For one thread. The destructor ends the call.
class WatchStream {
 public:
  virtual ~WatchStream() = default;
  // Waits for the next message until `until`. After kTimeout the call goes on; after kEnd only Finish may be called.
  virtual WatchRead Next(absl::Time until, v1::WatchStatusResponse& message) = 0;
  // Why the call ended, never OK. Once, after kEnd. With the server's details (see error.h).
  virtual absl::Status Finish() = 0;
};

// One server. Errors carry the server's details (see error.h); UNAVAILABLE without any means that nothing was reached.
class Stub {
 public:
  virtual ~Stub() = default;
  virtual absl::Status ListNodes(const v1::ListNodesRequest& request, absl::Duration timeout,
                                 v1::ListNodesResponse& response) = 0;
  virtual absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest& request, absl::Duration timeout,
                                        v1::ListCoprocessorsResponse& response) = 0;
  // The call ends with CANCELLED when `cancellation` is cancelled; that must outlive the stream, and so must the stub.
  virtual std::unique_ptr<WatchStream> WatchStatus(const v1::WatchStatusRequest& request,
                                                   Cancellation& cancellation) = 0;
};

// Makes stubs. Thread-safe.
class Connector {
 public:
  virtual ~Connector() = default;
  // A connection of its own to `server` (see servers.h). Does not wait for it and does not fail: calls do.
  virtual std::unique_ptr<Stub> Connect(const std::string& server) = 0;
};

}  // namespace rollcall::client
