// SPDX-License-Identifier: Apache-2.0
// Rollcall's client library: lists and watches what runs where. Start here.
//
//   auto connector = MakeGrpcConnector();
//   Cancellation cancellation;
//   Client client({.servers = {"127.0.0.1:50051"}}, *connector, cancellation);
//   absl::StatusOr<v1::ListNodesResponse> nodes = client.ListNodes({});
//
// Layers: Client (whole listings, watches) -> Connection (which server, retries, time limits) -> Stub (one server,
// gRPC). The library neither prints nor exits, and reads no environment.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/lib/cancellation.h"
#include "client/lib/clock.h"
#include "client/lib/connection.h"
#include "client/lib/stub.h"
#include "client/lib/watch/resuming_watch.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

struct ClientOptions {
  std::vector<std::string> servers = {};  // replicas, tried in turn (see ParseServers); not empty
  // How long a listing may take, all pages, servers and retries together. Where a request has min_revision, the 10 s
  // for which a server may wait for it come on top.
  absl::Duration timeout = absl::Seconds(10);
  WatchTimes watch = {};
};

// For one thread; watches made by it are independent of it and of each other, but for `connector`, `clock` and
// `cancellation`, which must outlive them all.
class Client {
 public:
  Client(ClientOptions options, Connector& connector, Cancellation& cancellation, Clock& clock = SystemClock());

  // All pages as one response, consistent at header.revision, digest checked; next_page_token is empty. The request's
  // page_token is ignored; page_size 0 takes the largest pages. Starts over when the listing's revision is forgotten
  // meanwhile, up to 5 times. Errors: those of the server (KindOf tells what they mean); UNAVAILABLE or
  // DEADLINE_EXCEEDED names each server and why; DATA_LOSS: what was received does not add up.
  absl::StatusOr<v1::ListNodesResponse> ListNodes(v1::ListNodesRequest request);
  absl::StatusOr<v1::ListCoprocessorsResponse> ListCoprocessors(v1::ListCoprocessorsRequest request);

  // See ResumingWatch. `observer` must outlive the watch. The request's resume_token is where it starts.
  std::unique_ptr<ResumingWatch> Watch(v1::WatchStatusRequest request, WatchObserver& observer);

  // The server that answered last, else the first.
  const std::string& server() const { return connection_.server(); }

 private:
  const ClientOptions options_;
  Connector& connector_;
  Cancellation& cancellation_;
  Clock& clock_;
  Connection connection_;
};

}  // namespace rollcall::client
