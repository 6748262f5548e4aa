// SPDX-License-Identifier: Apache-2.0
#include "server/server.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/build_info.h"
#include "base/check.h"
#include "base/deadline.h"
#include "base/host_name.h"
#include "base/log.h"
#include "server/feed/kafka_history_log.h"
#include "server/http/health.h"
#include "server/http/metrics.h"
#include "server/http/pages.h"

namespace rollcall {

namespace {

rpc::RpcServerOptions ToRpcOptions(const ServerConfig& config, const Security& security) {
  rpc::RpcServerOptions options;
  options.threads = config.threads;
  options.unix_mode = config.security.unix_socket_mode;
  options.limits = config.rpc_limits;
  options.tls = security.tls();
  options.authorize = [&security](const rpc::RequestHead& head, const std::vector<std::string>& names) {
    return security.Authorize(head, names);
  };
  return options;
}

// The host's name and the port, or the path, of an address that is listened on.
std::string DefaultServerId(const std::string& address) {
  absl::string_view place = address;
  if (!absl::ConsumePrefix(&place, "unix:")) place.remove_prefix(place.rfind(':') + 1);
  return absl::StrCat(HostName().value_or("localhost"), ":", place).substr(0, state::kMaxServerIdBytes);
}

http::Usage UsageOf(const api::Api& api, const http::ViewerCounters& viewers, const Security& security) {
  const api::HistoryCounters* const histories = api.histories() == nullptr ? nullptr : &api.histories()->counters();
  return {
      .page_snapshots = api.lists().kept_snapshots(),
      .page_snapshot_bytes = api.lists().kept_snapshot_bytes(),
      .list_work_queued = api.lists().queued(),
      .revision_waiters = api.lists().waiting(),
      .filter_memory_bytes = api.filter_memory_bytes(),
      .histories_waiting = histories == nullptr ? 0 : histories->waiting.load(),
      .page_viewers = viewers.viewers,
      .is_draining = api.is_draining(),
      .access_files = {.are_usable = security.are_files_usable(), .certificate_expiry = security.CertificateExpiry()},
      .refused = {.watches = api.watch_counters().refused,
                  .lists_queued = api.lists().queue_refused(),
                  .lists_waiting = api.lists().wait_refused(),
                  .histories_waiting = histories == nullptr ? 0 : histories->refused.load(),
                  .page_viewers = viewers.refused},
      .methods = api.CallTotalsByMethod()};
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> Server::StartHttp(const ServerConfig& config, State& state,
                                                              const api::Api& api, const Security& security) {
  const HttpOptions& options = config.http;
  std::vector<HttpRoute> routes = http::HealthRoutes([&api] { return api.Readiness(); });
  routes.push_back(MetricsRoute(std::make_shared<http::Metrics>(
      state.store, state.feed_counters, api.watch_counters(), api.rpc_counters(), state.reload,
      [&api, &state, &security] { return UsageOf(api, state.viewers, security); }, config.series_limits)));
  std::vector<HttpRoute> pages = ServesStatusPage(options)
                                     ? http::PageRoutes(state.store, options.max_viewers, state.viewers)
                                     : http::NoPageRoutes();
  routes.insert(routes.end(), std::make_move_iterator(pages.begin()), std::make_move_iterator(pages.end()));
  return HttpServer::Start(options.listen, HttpRoutes(std::move(routes)),
                           {.option = "--http-listen", .hosts = HttpHosts(options.listen, options.allowed_hosts)});
}

Server::Server(std::unique_ptr<State> state, std::unique_ptr<Security> security, std::unique_ptr<api::Api> api,
               std::unique_ptr<HttpServer> http, std::unique_ptr<feed::KafkaFeed> feed)
    : state_(std::move(state)),
      security_(std::move(security)),
      api_(std::move(api)),
      http_(std::move(http)),
      feed_(std::move(feed)) {
  CHECK(state_ != nullptr && api_ != nullptr && feed_ != nullptr);
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerConfig& config) {
  absl::StatusOr<std::unique_ptr<Security>> security = Security::Load(config.security);
  if (!security.ok()) return security.status();
  auto clients = std::async(std::launch::async, [&config] { return feed::MakeKafkaClients(config.kafka); });
  auto state = std::make_unique<State>();
  auto api = api::Api::Start(state->store, config.listen,
                             {.limits = config.watch_limits,
                              .history_log = std::make_shared<feed::KafkaHistoryLog>(config.kafka, config.topic),
                              .has_reflection = !config.security.no_reflection,
                              .rpc = ToRpcOptions(config, **security)});
  if (!api.ok()) return api.status();
  const std::string server_id = config.server_id.empty() ? DefaultServerId((*api)->address()) : config.server_id;
  state->store.SetServer({server_id, GetBuildInfo().version});
  Log(LogLevel::kInfo, "serving", {{"address", (*api)->address()}, {"server_id", server_id}});
  std::unique_ptr<HttpServer> http;
  if (!config.http.listen.empty()) {
    auto started = StartHttp(config, *state, **api, **security);
    if (!started.ok()) return started.status();
    http = *std::move(started);
  }
  absl::StatusOr<feed::KafkaClients> kafka = clients.get();
  if (!kafka.ok()) return kafka.status();
  auto feed = std::make_unique<feed::KafkaFeed>(*std::move(kafka), config.topic, state->store, state->feed_counters);
  return std::unique_ptr<Server>(
      new Server(std::move(state), *std::move(security), *std::move(api), std::move(http), std::move(feed)));
}

absl::Status Server::Change(const SecurityOptions& security, const watch::WatchLimits& watch_limits,
                            const rpc::RpcLimits& rpc_limits) {
  if (absl::Status status = security_->Change(security); !status.ok()) return status;
  api_->SetLimits(watch_limits, rpc_limits);
  return absl::OkStatus();
}

std::string Server::SilentThread(absl::Duration at_most) const {
  const Instant now = Instant::Now();
  if (state_->feed_counters.reader.SilenceAt(now) > at_most) return "reader";
  return api_->SilentThread(now, at_most);
}

Server::~Server() { static_cast<void>(Stop(absl::ZeroDuration())); }

bool Server::Stop(absl::Duration at_most) {
  const Deadline deadline(at_most);
  api_->EndCalls();  // before all that may wait: the callers are to learn at once that this server stops
  if (ends_.empty()) {
    ends_.push_back(std::async(std::launch::async, [this] { feed_.reset(); }));
    ends_.push_back(std::async(std::launch::async, [this] { http_.reset(); }));
    ends_.push_back(std::async(std::launch::async, [this] { api_->EndHistories(); }));
  }
  api_->Shutdown();
  return std::all_of(ends_.begin(), ends_.end(), [deadline](const std::future<void>& end) {
    return end.wait_for(absl::ToChronoMicroseconds(deadline.Left())) == std::future_status::ready;
  });
}

}  // namespace rollcall
