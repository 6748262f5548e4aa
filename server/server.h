// SPDX-License-Identifier: Apache-2.0
// One running server: the feed, the store that it writes, and the API, the metrics and the pages that are read from it.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/http_server.h"
#include "rollcall/instant.h"
#include "server/api/api.h"
#include "server/feed/feed_counters.h"
#include "server/feed/kafka_feed.h"
#include "server/http/metrics_life.h"
#include "server/http/metrics_nodes.h"
#include "server/http/viewers.h"
#include "server/http_options.h"
#include "server/rpc/rpc_limits.h"
#include "server/security.h"
#include "server/security_options.h"
#include "server/source_text.h"
#include "server/state/store.h"
#include "server/watch/watch_limits.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall {

struct ServerConfig {
  topic::KafkaOptions kafka;
  std::string topic;
  std::string listen;  // HOST:PORT or unix:PATH
  HttpOptions http;
  http::SeriesLimits series_limits{};  // of the metrics
  std::string server_id;               // empty: the host's name and the port
  watch::WatchLimits watch_limits;
  SecurityOptions security{};
  int threads = 1;  // that serve calls
  rpc::RpcLimits rpc_limits{};
};

class Server {
 public:
  // Listens, and begins to read the topic. UNAVAILABLE if an address cannot be listened on. INVALID_ARGUMENT if the
  // Kafka properties do not fit together, or a file of TLS or of tokens cannot be used.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerConfig& config);
  // Ends all calls and threads as Stop does, and waits for all threads.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Ends all calls as Api::Shutdown does, first and at once, whatever Kafka does. Then ends all threads. False: after
  // `at_most` some still run, because they wait for a broker or make an answer of HTTP. They use this object, and
  // its destructor waits for them; a process that is not to wait ends by std::quick_exit. After this, only Stop and
  // address() may be called.
  [[nodiscard]] bool Stop(absl::Duration at_most);

  // Drains, before Stop: Api::BeginDrain and Api::MoveCalls. The feed and the metrics go on.
  void BeginDrain() { api_->BeginDrain(); }
  void MoveCalls(absl::Duration time) { api_->MoveCalls(time); }
  // True from BeginDrain or Stop on: new callers should be sent elsewhere. Thread-safe.
  bool is_draining() const { return api_->is_draining(); }
  // How many there are now. Thread-safe.
  int64_t watches() const { return api_->watch_counters().watchers; }
  int64_t connections() const { return api_->rpc_counters().connections; }

  // From here on these hold: who may call, and those limits that Api::SetLimits replaces. INVALID_ARGUMENT if a file
  // cannot be used: then nothing has changed. Reads the files of TLS and of tokens, changed or not.
  absl::Status Change(const SecurityOptions& security, const watch::WatchLimits& watch_limits,
                      const rpc::RpcLimits& rpc_limits);
  // For the metrics: the settings were read again, and could be used or not. Thread-safe.
  void NoteReload(bool is_success) { state_->reload.Note(is_success); }
  // Reads the files of TLS and of tokens again if one has changed. To be called every few seconds.
  void ReloadChangedFiles() { security_->ReloadIfChanged(); }

  // For a person: whether the topic is read, absent or current, and at which revision.
  std::string SourceText() const { return rollcall::SourceText(state_->store, Instant::Now()); }
  // The name of a thread that serves calls, or that reads the topic, and that has not made its rounds for longer than
  // `at_most`; empty if there is none. A reader that waits for a broker makes its rounds.
  std::string SilentThread(absl::Duration at_most) const;

  // The address as a client names it: with the port that was taken.
  const std::string& address() const { return api_->address(); }
  // The address of the HTTP port; empty if there is none.
  std::string http_address() const { return http_ == nullptr ? "" : http_->address(); }

 private:
  // Read by all threads. Each is written by one: the feed, the pages, and the thread that waits for signals.
  struct State {
    state::Store store;
    feed::FeedCounters feed_counters;
    http::ViewerCounters viewers;
    http::ReloadStatus reload;
  };

  Server(std::unique_ptr<State> state, std::unique_ptr<Security> security, std::unique_ptr<api::Api> api,
         std::unique_ptr<HttpServer> http, std::unique_ptr<feed::KafkaFeed> feed);
  static absl::StatusOr<std::unique_ptr<HttpServer>> StartHttp(const ServerConfig& config, State& state,
                                                               const api::Api& api, const Security& security);

  // Each uses those above it.
  std::unique_ptr<State> state_;
  std::unique_ptr<Security> security_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<HttpServer> http_;  // null if nothing is served by HTTP
  std::unique_ptr<feed::KafkaFeed> feed_;
  // The ends of the feed and of the HTTP port; empty until Stop. Last: its destructor waits for them.
  std::vector<std::future<void>> ends_;
};

}  // namespace rollcall
