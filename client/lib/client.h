// SPDX-License-Identifier: Apache-2.0
// Rollcall's client library: lists and watches the coprocessors of a cluster. Start here.
//
// A listing:
//
//   auto connector = MakeGrpcConnector();  // client/lib/grpc_stub.h
//   Cancellation cancellation;             // Cancel() ends every call
//   Client client({.servers = {"127.0.0.1:50051"}}, *connector, cancellation);
//   absl::StatusOr<v1::ListNodesResponse> nodes = client.ListNodes({});
//
// A watch, with a local copy that is checked at every checkpoint (client/lib/watch/watch_cache.h):
//
//   WatchCache cache(client.Watch({}, observer));  // observer: a WatchObserver of yours
//   AppliedMessage applied;
//   while (cache.Next(absl::InfiniteFuture(), applied) == WatchRead::kMessage) {
//     if (applied.digest == AppliedMessage::Digest::kMatches) Use(cache.fold().nodes());
//   }
//
// Layers: Client (whole listings, watches) -> Connection (server choice, retries, time limits) -> Stub (one server,
// gRPC). Errors are absl::Status with the server's details; error.h reads them. The library does not print, does not
// exit and reads no environment.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/lib/clock.h"
#include "client/lib/connection.h"
#include "client/lib/stub.h"
#include "client/lib/watch/resuming_watch.h"
#include "rollcall/cancellation.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

struct ClientOptions {
  std::vector<std::string> servers = {};  // replicas, tried in turn (see ParseServers); must not be empty
  // Time limit of a listing: all pages, servers, retries and the wait for min_revision together.
  absl::Duration timeout = absl::Seconds(10);
  // The end of all listings: none lasts longer. For a command that makes several of them within one time limit.
  Instant end = Instant::InfiniteFuture();
  // Gets each attempt of a listing that another one may follow, on the thread that lists. May be empty.
  Connection::OnFailure on_failure = {};
  WatchTimes watch = {};
};

// For one thread. The watches that it makes are independent of it and of each other: they share only `connector`,
// `clock` and `cancellation`, which must outlive the client and its watches.
class Client {
 public:
  Client(ClientOptions options, Connector& connector, Cancellation& cancellation, Clock& clock = SystemClock());

  // Returns all pages as one response, consistent at header.revision, with an empty next_page_token. ListNodes has
  // checked the digest. The request's page_token is ignored; page_size 0 means the largest pages. If the listing's
  // revision expires between two pages, the listing starts again, up to 5 times. Errors: those of the server (KindOf
  // classifies them); UNAVAILABLE or DEADLINE_EXCEEDED, which names each server and its error; REVISION_NOT_REACHED
  // (see ReasonOf) if servers answer, but none with min_revision in time; DATA_LOSS if the pages are inconsistent.
  absl::StatusOr<v1::ListNodesResponse> ListNodes(const v1::ListNodesRequest& request);
  absl::StatusOr<v1::ListCoprocessorsResponse> ListCoprocessors(const v1::ListCoprocessorsRequest& request);

  // Starts a watch (see ResumingWatch) from the request's resume_token. `observer` must outlive the watch.
  std::unique_ptr<ResumingWatch> Watch(v1::WatchStatusRequest request, WatchObserver& observer);

  // The server that answered last; the first server before any has answered.
  const std::string& server() const { return connection_.server(); }

 private:
  Instant EndOfListing() const;

  const ClientOptions options_;
  Connector& connector_;
  Cancellation& cancellation_;
  Clock& clock_;
  Connection connection_;
};

}  // namespace rollcall::client
