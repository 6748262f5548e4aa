// SPDX-License-Identifier: Apache-2.0
// Rollcall's client library: lists and watches the coprocessors of a cluster. Start here; docs/client-library.md is the
// manual.
//
// A listing:
//
//   auto connector = MakeGrpcConnector();  // connector.h
//   Cancellation cancellation;             // Cancel() ends every call
//   Client client({.servers = {"127.0.0.1:50051"}}, *connector, cancellation);
//   absl::StatusOr<v1::ListNodesResponse> nodes = client.ListNodes({});
//
// A watch, with a local copy that is checked at every checkpoint (cluster_watch.h, cluster_view.h):
//
//   ClusterWatch watch(client.Watch({}, observer));  // observer: a WatchObserver of yours
//   ViewStep step;
//   while (watch.Next(Instant::InfiniteFuture(), step) != WatchRead::kEnd) {
//     if (step.digest == ViewStep::Digest::kMatches) Use(step.changes, watch.view().nodes());
//   }
//
// Errors are absl::Status with the server's details; error.h reads them. The library does not print, does not exit and
// reads no environment.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/cancellation.h"
#include "rollcall/client/clock.h"
#include "rollcall/client/connector.h"
#include "rollcall/client/watch.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

class Connection;  // the library's own

struct ClientOptions {
  std::vector<std::string> servers = {};  // replicas, tried in turn (see ParseServers); must not be empty
  // Time limit of a listing: all pages, servers, retries and the wait for min_revision together.
  absl::Duration timeout = absl::Seconds(10);
  // The end of all listings: none lasts longer. For a command that makes several of them within one time limit.
  Instant end = Instant::InfiniteFuture();
  // Gets each attempt of a listing that another one may follow: its server, and why it failed. On the thread that
  // lists. May be empty.
  std::function<void(const std::string& server, const absl::Status& why)> on_failure = {};
  WatchTimes watch = {};
};

// For one thread. The watches that it makes are independent of it and of each other: they share only `connector`,
// `clock` and `cancellation`, which must outlive the client and its watches.
class Client {
 public:
  // options.servers must not be empty.
  Client(ClientOptions options, Connector& connector, Cancellation& cancellation, Clock& clock = SystemClock());
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Returns all pages as one response, consistent at header.revision, with an empty next_page_token. ListNodes has
  // checked the digest. The request's page_token is ignored; page_size 0 means the largest pages. If the listing's
  // revision expires between two pages, the listing starts again, up to 5 times. Errors: those of the server (KindOf
  // classifies them); UNAVAILABLE or DEADLINE_EXCEEDED, which names each server and its error; REVISION_NOT_REACHED
  // (see ReasonOf) if servers answer, but none with min_revision in time; DATA_LOSS if the pages are inconsistent.
  absl::StatusOr<v1::ListNodesResponse> ListNodes(const v1::ListNodesRequest& request);
  absl::StatusOr<v1::ListCoprocessorsResponse> ListCoprocessors(const v1::ListCoprocessorsRequest& request);

  // Returns the newest changes, at most `limit` of them (at least 1) and those of the same record as the oldest, newest
  // first, from as many pages as that takes. page_size 0 means pages that fit the limit. The header is that of the
  // first page, complete_from_offset the highest of all pages, and next_before_offset is set if there may be older
  // changes. A server that is too old for the method counts as one that cannot be reached: during an upgrade another
  // one may serve it. Other errors are as those of the listings.
  absl::StatusOr<v1::ListChangesResponse> ListChanges(const v1::ListChangesRequest& request, int limit);

  // Starts a watch from the request's resume_token. `observer` must outlive the watch.
  std::unique_ptr<client::Watch> Watch(v1::WatchStatusRequest request, WatchObserver& observer);

  // The server that answered last; the first server before any has answered.
  const std::string& server() const;

 private:
  Instant EndOfListing() const;

  const ClientOptions options_;
  Connector& connector_;
  Cancellation& cancellation_;
  Clock& clock_;
  const std::unique_ptr<Connection> connection_;
};

}  // namespace rollcall::client
