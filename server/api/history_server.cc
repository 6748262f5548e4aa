// SPDX-License-Identifier: Apache-2.0
#include "server/api/history_server.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/thread_priority.h"
#include "server/api/request.h"
#include "server/response/error.h"

namespace rollcall::api {

HistoryServer::HistoryServer(const state::Store& store, history::Log& log, history::HistoryLimits limits)
    : limits_(limits), handler_(store, log, limits), thread_([this] { Run(); }) {}

HistoryServer::~HistoryServer() { Shutdown(); }

void HistoryServer::AddMethods(rpc::Router& router) {
  router.Add(rpc::UnaryMethod(
      rpc::FindMethod("rollcall.v1.CoprocessorStatusService.ListChanges"),
      [this](const std::string& request, const ResponderPtr& responder) { Serve(request, responder); }));
}

void HistoryServer::EndCalls() {
  std::vector<ResponderPtr> calls;
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    for (Turn& turn : waiting_) calls.push_back(std::move(turn.responder));
    waiting_.clear();
    counters_.waiting = 0;
    if (served_responder_ != nullptr) calls.push_back(served_responder_);
    changed_.NotifyAll();
  }
  for (const ResponderPtr& call : calls) call->Respond(response::ShuttingDown());
}

void HistoryServer::Shutdown() {
  EndCalls();
  if (thread_.joinable()) thread_.join();
}

void HistoryServer::Serve(const std::string& bytes, const ResponderPtr& responder) {
  const absl::StatusOr<v1::ListChangesRequest> request = Parse<v1::ListChangesRequest>(bytes);
  if (!request.ok()) return responder->Respond(request.status());
  absl::StatusOr<history::ChangesQuery> query = history::CompileChangesQuery(*request);
  if (!query.ok()) return responder->Respond(query.status());
  Enqueue(*std::move(query), responder);
}

void HistoryServer::Enqueue(history::ChangesQuery query, const ResponderPtr& responder) {
  {
    const MutexLock lock(mutex_);
    if (!is_ending_ && waiting_.size() < limits_.max_waiting) {
      waiting_.push_back({responder, std::move(query)});
      counters_.waiting = waiting_.size();
      changed_.NotifyAll();
      responder->SetOnOver([this, call = responder.get()] { Forget(*call); });
      return;
    }
  }
  is_ending_ ? responder->Respond(response::ShuttingDown()) : Refuse(*responder);
}

void HistoryServer::Refuse(rpc::Responder& responder) {
  ++counters_.refused;
  refused_log_.Report(Instant::Now(), "refused a history",
                      absl::StrCat(limits_.max_waiting, " calls of ListChanges wait for their turn"));
  responder.Respond(response::TooManyHistories(limits_.max_waiting));
}

void HistoryServer::Forget(const rpc::Responder& responder) {
  const MutexLock lock(mutex_);
  std::erase_if(waiting_, [&responder](const Turn& turn) { return turn.responder.get() == &responder; });
  counters_.waiting = waiting_.size();
}

bool HistoryServer::TakeNext() {
  const MutexLock lock(mutex_);
  served_responder_ = nullptr;
  while (waiting_.empty() && !is_ending_) changed_.Wait(mutex_);
  if (is_ending_) return false;
  served_ = std::move(waiting_.front());
  waiting_.pop_front();
  counters_.waiting = waiting_.size();
  served_responder_ = served_.responder;
  return true;
}

void HistoryServer::Run() {
  LowerThreadPriority();  // the threads of the log's Kafka client, which this one starts, inherit it
  while (TakeNext()) {
    Answer();
    served_ = {};
  }
}

void HistoryServer::Answer() {
  rpc::Responder& responder = *served_.responder;
  const auto is_wanted = [&] { return !is_ending_ && !responder.IsOver() && Instant::Now() < responder.deadline(); };
  if (!is_wanted()) return;
  if (responder.IsServerFull()) {
    return responder.RespondFull(response::TooManyUnreadAnswers(responder.unsent_limit_bytes()));
  }
  absl::StatusOr<std::string> response =
      handler_.Handle(served_.query, responder.deadline() - Instant::Now(), &Instant::Now, is_wanted);
  if (!is_wanted()) return;
  if (!response.ok()) {
    failed_log_.Report(Instant::Now(), "a history was not read", std::string(response.status().message()));
    return responder.Respond(response.status());
  }
  responder.Respond(rpc::Message{std::make_shared<const std::string>(*std::move(response))});
}

}  // namespace rollcall::api
