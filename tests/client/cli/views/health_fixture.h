// SPDX-License-Identifier: Apache-2.0
// Answers of servers to `rollcall health`.
#pragma once

#include "client/cli/views/health.h"
#include "client/lib/make_error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {

inline client::ServerHealth HealthyServer() {
  using namespace rollcall::testing;  // NOLINT: the messages of these tests
  client::ServerHealth health = {.server = "10.0.0.1:50051",
                                 .serving = client::Serving::kYes,
                                 .listing = ListingOf({UpNode(1, 1), UpNode(2, 2), DownNode(3, 3)}, 3)};
  health.listing->mutable_header()->set_server_id("replica-1");
  health.listing->mutable_header()->set_server_version("1.2.4");
  return health;
}

inline client::ServerHealth DisconnectedServer() {
  client::ServerHealth health = HealthyServer();
  health.server = "10.0.0.2:50051";
  health.listing->mutable_header()->clear_server_id();  // it is older than these fields
  health.listing->mutable_header()->clear_server_version();
  health.listing->mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  return health;
}

inline client::ServerHealth UnreachedServer() {
  const absl::Status refused = absl::UnavailableError("Connection refused");
  return {.server = "10.0.0.3:50051", .serving = refused, .listing = refused};
}

inline client::ServerHealth CatchingUpServer() {
  google::rpc::ErrorInfo info;
  info.set_domain("rollcall.v1");
  info.set_reason("CATCHING_UP");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return {.server = "10.0.0.4:50051",
          .serving = client::Serving::kNo,
          .listing = client::MakeServerError(absl::StatusCode::kUnavailable, "reading the topic",
                                             details.SerializeAsString())};
}

}  // namespace rollcall::cli
