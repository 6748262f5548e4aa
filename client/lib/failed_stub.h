// SPDX-License-Identifier: Apache-2.0
// What stands for a connection or a call that could not be set up. Its error is that of each call.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "client/lib/stub.h"

namespace rollcall::client {

// A call that ended before it began.
class FailedStream final : public WatchStream {
 public:
  explicit FailedStream(absl::Status why) : why_(std::move(why)) {}
  WatchRead Next(Instant /*until*/, v1::WatchStatusResponse& /*message*/) override { return WatchRead::kEnd; }
  absl::Status Finish() override { return why_; }

 private:
  const absl::Status why_;
};

// A server to which no connection can be set up.
class FailedStub final : public Stub {
 public:
  explicit FailedStub(absl::Status why) : why_(std::move(why)) {}
  absl::Status ListNodes(const v1::ListNodesRequest& /*request*/, absl::Duration /*timeout*/,
                         v1::ListNodesResponse& /*response*/) override {
    return why_;
  }
  absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest& /*request*/, absl::Duration /*timeout*/,
                                v1::ListCoprocessorsResponse& /*response*/) override {
    return why_;
  }
  absl::Status ListChanges(const v1::ListChangesRequest& /*request*/, absl::Duration /*timeout*/,
                           v1::ListChangesResponse& /*response*/) override {
    return why_;
  }
  std::unique_ptr<WatchStream> WatchStatus(const v1::WatchStatusRequest& /*request*/,
                                           Cancellation& /*cancellation*/) override {
    return std::make_unique<FailedStream>(why_);
  }
  absl::StatusOr<Serving> CheckHealth(absl::Duration /*timeout*/) override { return why_; }

 private:
  const absl::Status why_;
};

}  // namespace rollcall::client
