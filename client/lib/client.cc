// SPDX-License-Identifier: Apache-2.0
#include "client/lib/client.h"

#include <algorithm>
#include <utility>

#include "base/instant.h"
#include "client/lib/pages.h"

namespace rollcall::client {
namespace {

// A server waits up to 10 s for min_revision; the rest is for the network.
constexpr absl::Duration kServerWait = absl::Milliseconds(10500);

template <typename Request, typename Response>
absl::StatusOr<Response> ListAll(Connection& connection, Clock& clock, absl::Duration timeout, Request request,
                                 absl::Status (Stub::*method)(const Request&, absl::Duration, Response&)) {
  const absl::Duration server_wait = request.has_min_revision() ? kServerWait : absl::ZeroDuration();
  const Instant end = clock.Now() + timeout;
  const auto call = [&](const Request& page_request, Response& page) {
    // The server ignores min_revision in a request with a page token.
    const bool server_may_wait = page_request.page_token().empty();
    const Connection::Budget budget = {.total = std::max(end - clock.Now(), absl::Milliseconds(1)),
                                       .server_wait = server_may_wait ? server_wait : absl::ZeroDuration()};
    return connection.Call(budget, [&](Stub& stub, absl::Duration attempt_timeout) {
      page.Clear();
      return (stub.*method)(page_request, attempt_timeout, page);
    });
  };
  return ListAllPages<Request, Response>(std::move(request), call);
}

}  // namespace

Client::Client(ClientOptions options, Connector& connector, Cancellation& cancellation, Clock& clock)
    : options_(std::move(options)),
      connector_(connector),
      cancellation_(cancellation),
      clock_(clock),
      connection_(options_.servers, connector, clock, cancellation) {}

absl::StatusOr<v1::ListNodesResponse> Client::ListNodes(v1::ListNodesRequest request) {
  return ListAll(connection_, clock_, options_.timeout, std::move(request), &Stub::ListNodes);
}

absl::StatusOr<v1::ListCoprocessorsResponse> Client::ListCoprocessors(v1::ListCoprocessorsRequest request) {
  return ListAll(connection_, clock_, options_.timeout, std::move(request), &Stub::ListCoprocessors);
}

std::unique_ptr<ResumingWatch> Client::Watch(v1::WatchStatusRequest request, WatchObserver& observer) {
  return std::make_unique<ResumingWatch>(options_.servers, options_.watch, std::move(request), connector_, clock_,
                                         cancellation_, observer);
}

}  // namespace rollcall::client
