// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/client.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/lib/changes.h"
#include "client/lib/connection.h"
#include "client/lib/make_error.h"
#include "client/lib/pages.h"
#include "client/lib/stub.h"
#include "client/lib/watch/resuming_watch.h"
#include "rollcall/client/error.h"

namespace rollcall::client {
namespace {

// While a server waits for min_revision it looks like one that hangs, unless it knows the caller's deadline. So before
// the time is over it is asked once without it.
constexpr absl::Duration kMaxReserve = absl::Seconds(1);

template <typename Request, typename Response>
using ListMethod = absl::Status (Stub::*)(const Request&, absl::Duration, Response&);

// Lists within time limits.
template <typename Request, typename Response>
class Lister {
 public:
  // `timeout` is for messages only.
  Lister(Connection& connection, Clock& clock, absl::Duration timeout, ListMethod<Request, Response> method)
      : connection_(connection), clock_(clock), timeout_(timeout), method_(method) {}

  absl::StatusOr<Response> ListBy(Instant end, const Request& request) {
    return ListAllPages<Request, Response>(
        request, [this, end](const Request& page_request, Response& page) { return GetPage(end, page_request, page); });
  }

  absl::StatusOr<Response> ListWithRevisionBy(Instant end, const Request& request) {
    const Instant reserve = end - std::min(kMaxReserve, (end - clock_.Now()) / 2);
    absl::StatusOr<Response> listing = ListBy(reserve, request);
    // A server answers a little before the time that it was given. What is left of ours is for one more wait.
    if (ReasonOf(listing.status()) == "REVISION_NOT_REACHED") return ListBy(end, request);
    if (KindOf(listing.status()) != ErrorKind::kUnreachable) return listing;
    Response shown;
    if (absl::Status answered = GetHeader(std::min(end, clock_.Now() + kMaxReserve), request, shown); !answered.ok()) {
      return answered;
    }
    listing = ListBy(end, request);
    const bool was_reached = shown.header().revision() >= request.min_revision();
    if (was_reached || KindOf(listing.status()) != ErrorKind::kUnreachable) return listing;
    return MakeRevisionNotReachedError(absl::StrCat("revision ", request.min_revision(), " was not reached within ",
                                                    absl::FormatDuration(timeout_), ": ", connection_.server(),
                                                    " shows revision ", shown.header().revision()));
  }

 private:
  absl::Status GetPage(Instant end, const Request& request, Response& page) {
    const absl::Duration left = std::max(end - clock_.Now(), absl::Milliseconds(1));
    return connection_.Call(left, [&](Stub& stub, absl::Duration timeout) {
      page.Clear();
      return (stub.*method_)(request, timeout, page);
    });
  }

  // Gets a page with the header, without waiting for a revision.
  absl::Status GetHeader(Instant end, Request request, Response& page) {
    request.clear_min_revision();
    request.clear_page_token();
    request.set_page_size(1);
    return GetPage(end, request, page);
  }

  Connection& connection_;
  Clock& clock_;
  const absl::Duration timeout_;
  const ListMethod<Request, Response> method_;
};

template <typename Request, typename Response>
absl::StatusOr<Response> ListAll(Lister<Request, Response> lister, Instant end, const Request& request) {
  return request.has_min_revision() ? lister.ListWithRevisionBy(end, request) : lister.ListBy(end, request);
}

}  // namespace

Client::Client(ClientOptions options, Connector& connector, Cancellation& cancellation, Clock& clock)
    : options_(std::move(options)),
      connector_(connector),
      cancellation_(cancellation),
      clock_(clock),
      connection_(std::make_unique<Connection>(options_.servers, connector, clock, cancellation, options_.on_failure)) {
}

Client::~Client() = default;

const std::string& Client::server() const { return connection_->server(); }

Instant Client::EndOfListing() const { return std::min(clock_.Now() + options_.timeout, options_.end); }

absl::StatusOr<v1::ListNodesResponse> Client::ListNodes(const v1::ListNodesRequest& request) {
  return ListAll(Lister(*connection_, clock_, options_.timeout, &Stub::ListNodes), EndOfListing(), request);
}

absl::StatusOr<v1::ListCoprocessorsResponse> Client::ListCoprocessors(const v1::ListCoprocessorsRequest& request) {
  return ListAll(Lister(*connection_, clock_, options_.timeout, &Stub::ListCoprocessors), EndOfListing(), request);
}

absl::StatusOr<v1::ListChangesResponse> Client::ListChanges(const v1::ListChangesRequest& request, int limit) {
  const Instant end = EndOfListing();
  return CollectChanges(request, limit,
                        [this, end](const v1::ListChangesRequest& asked, v1::ListChangesResponse& page) {
                          const absl::Duration left = std::max(end - clock_.Now(), absl::Milliseconds(1));
                          return connection_->Call(left, [&](Stub& stub, absl::Duration timeout) {
                            page.Clear();
                            return stub.ListChanges(asked, timeout, page);
                          });
                        });
}

std::unique_ptr<client::Watch> Client::Watch(v1::WatchStatusRequest request, WatchObserver& observer) {
  return std::make_unique<ResumingWatch>(options_.servers, options_.watch, std::move(request), connector_, clock_,
                                         cancellation_, observer);
}

}  // namespace rollcall::client
