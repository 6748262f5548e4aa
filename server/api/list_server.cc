// SPDX-License-Identifier: Apache-2.0
#include "server/api/list_server.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "rollcall/instant.h"
#include "server/api/request.h"
#include "server/response/error.h"
#include "server/select/caller_wait.h"
#include "server/select/min_revision.h"

namespace rollcall::api {
namespace {

// A new snapshot, a filter over all nodes and a page together take about 100 ns for each node.
constexpr int32_t kLargeState = 5'000;  // nodes
constexpr std::string_view kRefused = "refused a list";

bool IsWanted(const rpc::Responder& responder) { return !responder.IsOver() && Instant::Now() < responder.deadline(); }

int ThreadCount() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency() / 2), 1, 4); }

rpc::Message ToMessage(list::ListResponseBytes response) {
  return {std::make_shared<const std::string>(std::move(response.header)), std::move(response.page)};
}

}  // namespace

ListServer::ListServer(state::Store& store, Options options)
    : store_(store),
      options_(std::move(options)),
      handler_(store),
      waiters_(store, options_.limits.max_waiting),
      pool_(ThreadCount()) {}

void ListServer::AddMethods(rpc::Router& router) {
  router.Add(rpc::UnaryMethod(rpc::FindMethod("rollcall.v1.CoprocessorStatusService.ListNodes"),
                              [this](const std::string& request, const ResponderPtr& responder) {
                                Serve<v1::ListNodesRequest>(request, responder);
                              }));
  router.Add(rpc::UnaryMethod(rpc::FindMethod("rollcall.v1.CoprocessorStatusService.ListCoprocessors"),
                              [this](const std::string& request, const ResponderPtr& responder) {
                                Serve<v1::ListCoprocessorsRequest>(request, responder);
                              }));
}

void ListServer::EndWaits() { waiters_.Shutdown(); }

void ListServer::Shutdown() {
  EndWaits();
  pool_.Shutdown();
}

void ListServer::Poll(Instant now) {
  if (now < next_expiry_) return;
  next_expiry_ = now + options_.expiry_interval;
  pool_.Submit([this] { handler_.DropExpired(options_.clock()); });
}

template <typename Request>
void ListServer::Serve(const std::string& bytes, const ResponderPtr& responder) {
  const absl::StatusOr<Request> request = Parse<Request>(bytes);
  if (!request.ok()) return responder->Respond(request.status());
  absl::StatusOr<list::ListQuery> query = list::CompileListQuery(*request);
  if (!query.ok()) return responder->Respond(query.status());
  Begin(std::make_shared<const list::ListQuery>(*std::move(query)), responder);
}

void ListServer::Begin(const Query& query, const ResponderPtr& responder) {
  if (MustWait(*query)) {
    WaitForRevision(query, responder);
  } else {
    Answer(query, responder);
  }
}

bool ListServer::MustWait(const list::ListQuery& query) const {
  return query.min_revision.has_value() && store_.IsReady() && store_.Revision() < *query.min_revision;
}

// When the time is up, the answer still checks the revision, because it may have been reached just afterwards.
void ListServer::WaitForRevision(const Query& query, const ResponderPtr& responder) {
  const absl::Duration at_most = select::CallerWait(responder->deadline() - Instant::Now(), options_.max_wait);
  const list::RevisionWaiters::Id id = waiters_.Wait(
      *query->min_revision, at_most,
      [this, query, responder](list::RevisionWaiters::Outcome outcome) { AfterWait(outcome, query, responder); });
  responder->SetOnOver([this, id] { waiters_.Forget(id); });
}

void ListServer::AfterWait(list::RevisionWaiters::Outcome outcome, const Query& query, const ResponderPtr& responder) {
  switch (outcome) {
    case list::RevisionWaiters::Outcome::kShutDown:
      return responder->Respond(response::ShuttingDown());
    case list::RevisionWaiters::Outcome::kTooMany:
      ++wait_refused_;
      return Refuse(*responder, options_.limits.max_waiting, "wait for their min_revision");
    case list::RevisionWaiters::Outcome::kReached:
    case list::RevisionWaiters::Outcome::kTimeUp:
      return Answer(query, responder);
  }
}

void ListServer::Refuse(rpc::Responder& responder, size_t limit, std::string_view what_they_do) {
  refused_log_.Report(Instant::Now(), kRefused, absl::StrCat(limit, " lists ", AbslView(what_they_do)));
  responder.Respond(response::TooManyLists(limit));
}

void ListServer::RefuseFull(rpc::Responder& responder) {
  refused_log_.Report(Instant::Now(), kRefused,
                      "callers do not read their answers, and these take all the memory that they may; see "
                      "--max-unsent-bytes");
  responder.RespondFull(response::TooManyUnreadAnswers(responder.unsent_limit_bytes()));
}

void ListServer::Answer(const Query& query, const ResponderPtr& responder) {
  if (responder->IsServerFull()) return RefuseFull(*responder);
  if (IsLarge()) return AnswerByPool(query, responder);
  responder->Respond(Handle(*query));
}

void ListServer::AnswerByPool(const Query& query, const ResponderPtr& responder) {
  if (queued_.fetch_add(1) >= options_.limits.max_queued) {
    --queued_;
    ++queue_refused_;
    return Refuse(*responder, options_.limits.max_queued, "wait for their turn");
  }
  pool_.Submit([this, query, responder] {
    --queued_;
    if (!IsWanted(*responder)) return;
    if (responder->IsServerFull()) return RefuseFull(*responder);
    responder->Respond(Handle(*query));
  });
}

absl::StatusOr<rpc::Message> ListServer::Handle(const list::ListQuery& query) {
  absl::StatusOr<list::ListResponseBytes> response = handler_.Handle(query, options_.clock());
  if (!response.ok()) return response.status();
  return ToMessage(*std::move(response));
}

bool ListServer::IsLarge() const { return store_.NodeCount() > kLargeState; }

}  // namespace rollcall::api
