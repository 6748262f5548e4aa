// SPDX-License-Identifier: Apache-2.0
#include "server/api/api.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "server/api/reflection_call.h"

namespace rollcall::api {
namespace {

const std::vector<std::string> kServices = {"grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                                            "grpc.reflection.v1alpha.ServerReflection",
                                            "rollcall.v1.CoprocessorStatusService"};
constexpr absl::Duration kDrainFor = absl::Seconds(2);

std::unique_ptr<HistoryServer> MakeHistories(const state::Store& store, history::Log* log,
                                             const history::HistoryLimits& limits) {
  return log == nullptr ? nullptr : std::make_unique<HistoryServer>(store, *log, limits);
}

}  // namespace

Api::LoopServices::LoopServices(Api& api, rpc::ConnectionLoop& loop)
    : health(api.store_, loop.loop()),
      watches(api.watch_shared_, loop.loop()),
      lists_(&loop == api.rpc_->loops().front().get() ? &api.lists_ : nullptr),
      wake_(loop.loop(), [this] { wakes_at_ = Instant::InfiniteFuture(); }) {
  rpc::Router& router = loop.mutable_router();
  health.AddMethods(router);
  watches.AddMethods(router);
  api.lists_.AddMethods(router);
  if (api.histories_ != nullptr) api.histories_->AddMethods(router);
  if (api.reflection_.has_value()) AddReflection(*api.reflection_, router);
  loop.SetTurnHook([this](Instant now) { OnTurn(now); });
}

void Api::LoopServices::OnTurn(Instant now) {
  watches.Poll(now);
  if (lists_ != nullptr) lists_->Poll(now);
  const Instant next = lists_ == nullptr ? watches.NextWake() : std::min(lists_->NextWake(), watches.NextWake());
  if (next >= wakes_at_) return;  // the timer may be too early; it is set again then
  wakes_at_ = next;
  wake_.Set(next - now);
}

Api::Api(state::Store& store, std::unique_ptr<rpc::RpcServer> rpc, ApiOptions options)
    : store_(store),
      watch_shared_{store, options.limits.max_watchers, watch_counters_, watches_refused_},
      lists_(store, {std::move(options.clock), options.revision_wait, options.expiry_interval, options.list_limits}),
      history_log_(std::move(options.history_log)),
      histories_(MakeHistories(store, history_log_.get(), options.history_limits)),
      rpc_(std::move(rpc)) {
  if (options.has_reflection) reflection_.emplace(kServices);
  for (const auto& loop : rpc_->loops()) services_.push_back(std::make_unique<LoopServices>(*this, *loop));
  rpc_->Start();
}

absl::StatusOr<std::unique_ptr<Api>> Api::Start(state::Store& store, const std::string& listen, ApiOptions options) {
  absl::StatusOr<std::unique_ptr<rpc::RpcServer>> rpc = rpc::RpcServer::Listen(listen, options.rpc);
  if (!rpc.ok()) return rpc.status();
  return std::unique_ptr<Api>(new Api(store, *std::move(rpc), std::move(options)));
}

Api::~Api() {
  Shutdown();
  EndHistories();     // while there are loops to which it may post
  services_.clear();  // while no thread of the loops runs
}

void Api::SetLimits(const watch::WatchLimits& limits, const rpc::RpcLimits& rpc_limits) {
  watch_shared_.max_watchers = limits.max_watchers;
  rpc_->SetLimits(rpc_limits);
}

std::string Api::SilentThread(Instant now, absl::Duration at_most) const {
  for (size_t i = 0; i < rpc_->loops().size(); ++i) {
    if (rpc_->loops()[i]->heartbeat().SilenceAt(now) > at_most) return absl::StrCat("rpc-", i);
  }
  return "";
}

size_t Api::filter_memory_bytes() const {
  return std::accumulate(services_.begin(), services_.end(), size_t{0}, [](size_t sum, const auto& services) {
    return sum + services->watches.filter_memory_bytes();
  });
}

void Api::BeginDrain() {
  is_draining_ = true;
  for (const auto& services : services_) {
    services->health.BeginDrain();
    services->watches.BeginDrain();
  }
  lists_.EndWaits();
}

void Api::MoveCalls(absl::Duration time) {
  CHECK(is_draining_);
  rpc_->StopAccepting();
  for (const auto& services : services_) {
    services->health.Shutdown();
    services->watches.EndWatchesOver(time);
  }
}

void Api::EndCalls() {
  is_draining_ = true;
  for (const auto& services : services_) {
    services->health.Shutdown();
    services->watches.EndWatches();
  }
  if (histories_ != nullptr) histories_->EndCalls();
  lists_.Shutdown();  // last: it waits for the lists that are being answered
}

void Api::EndHistories() {
  if (histories_ != nullptr) histories_->Shutdown();
}

void Api::Shutdown() {
  if (std::exchange(is_shut_down_, true)) return;
  EndCalls();
  rpc_->Shutdown(kDrainFor);
}

}  // namespace rollcall::api
