// SPDX-License-Identifier: Apache-2.0
// Stubs without a network that follow a test's script, and a clock that moves only when the client waits.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "client/lib/stub.h"
#include "rollcall/client/clock.h"
#include "rollcall/client/connector.h"
#include "rollcall/instant.h"
#include "tests/testing/status_messages.h"

namespace rollcall::testing {

class ManualClock final : public client::Clock {
 public:
  Instant Now() const override { return now_; }
  void SleepUntil(Instant until, Cancellation& cancellation) override {
    slept_.push_back(until - now_);
    if (on_sleep) on_sleep();
    if (!cancellation.cancelled()) AdvanceTo(until);
  }
  void AdvanceTo(Instant time) { now_ = std::max(now_, time); }
  // All sleeps so far.
  const std::vector<absl::Duration>& slept() const { return slept_; }
  std::function<void()> on_sleep;

 private:
  Instant now_{Noon()};
  std::vector<absl::Duration> slept_;
};

// The watch sends nothing for `length`.
struct Silence {
  absl::Duration length = absl::InfiniteDuration();
};
// What a scripted watch does next: send a message, end with an error, or stay silent.
using WatchStep = std::variant<v1::WatchStatusResponse, absl::Status, Silence>;

// Servers by address. Each serves its scripted watches, one script for each call. A server without a script refuses
// connections.
class ScriptedServers final : public client::Connector {
 public:
  explicit ScriptedServers(ManualClock& clock) : clock_(clock) {}

  void AddWatch(const std::string& server, std::vector<WatchStep> steps) {
    watches_[server].push_back(std::move(steps));
  }
  using UnaryHandler =
      std::function<absl::Status(const std::string& server, absl::Duration timeout, v1::ListNodesResponse& response)>;
  UnaryHandler on_list_nodes;
  std::function<absl::Status(const std::string& server, const v1::ListChangesRequest& request,
                             v1::ListChangesResponse& response)>
      on_list_changes;

  std::unique_ptr<client::Stub> Connect(const std::string& server) override {
    return std::make_unique<ScriptedStub>(*this, server);
  }

  struct RpcCall {
    std::string server;
    v1::WatchStatusRequest request;
  };
  const std::vector<RpcCall>& calls() const { return calls_; }

 private:
  class ScriptedStream final : public client::WatchStream {
   public:
    ScriptedStream(ManualClock& clock, std::vector<WatchStep> steps, Cancellation& cancellation)
        : clock_(clock), steps_(steps.begin(), steps.end()), cancellation_(cancellation) {}

    client::WatchRead Next(Instant until, v1::WatchStatusResponse& message) override {
      if (cancellation_.cancelled()) return client::WatchRead::kEnd;
      if (steps_.empty()) steps_.push_back(Silence());
      if (auto* silence = std::get_if<Silence>(&steps_.front())) {
        const absl::Duration wait = std::min(silence->length, until - clock_.Now());
        clock_.AdvanceTo(clock_.Now() + wait);
        silence->length -= wait;
        if (silence->length <= absl::ZeroDuration()) steps_.pop_front();
        return client::WatchRead::kTimeout;
      }
      if (std::holds_alternative<absl::Status>(steps_.front())) return client::WatchRead::kEnd;
      message = std::get<v1::WatchStatusResponse>(steps_.front());
      steps_.pop_front();
      return client::WatchRead::kMessage;
    }

    absl::Status Finish() override {
      return steps_.empty() || cancellation_.cancelled() ? absl::CancelledError("cancelled")
                                                         : std::get<absl::Status>(steps_.front());
    }

   private:
    ManualClock& clock_;
    std::deque<WatchStep> steps_;
    Cancellation& cancellation_;
  };

  class ScriptedStub final : public client::Stub {
   public:
    ScriptedStub(ScriptedServers& servers, std::string server) : servers_(servers), server_(std::move(server)) {}

    absl::Status ListNodes(const v1::ListNodesRequest&, absl::Duration timeout,
                           v1::ListNodesResponse& response) override {
      return servers_.on_list_nodes(server_, timeout, response);
    }
    absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest&, absl::Duration,
                                  v1::ListCoprocessorsResponse&) override {
      return absl::UnimplementedError("not scripted");
    }
    absl::Status ListChanges(const v1::ListChangesRequest& request, absl::Duration,
                             v1::ListChangesResponse& response) override {
      return servers_.on_list_changes ? servers_.on_list_changes(server_, request, response)
                                      : absl::UnimplementedError("not scripted");
    }
    std::unique_ptr<client::WatchStream> WatchStatus(const v1::WatchStatusRequest& request,
                                                     Cancellation& cancellation) override {
      servers_.calls_.push_back({server_, request});
      auto& scripts = servers_.watches_[server_];
      std::vector<WatchStep> steps = {absl::UnavailableError("connection refused")};
      if (!scripts.empty()) {
        steps = std::move(scripts.front());
        scripts.pop_front();
      }
      return std::make_unique<ScriptedStream>(servers_.clock_, std::move(steps), cancellation);
    }

   private:
    ScriptedServers& servers_;
    const std::string server_;
  };

  ManualClock& clock_;
  std::map<std::string, std::deque<std::vector<WatchStep>>> watches_;
  std::vector<RpcCall> calls_;
};

}  // namespace rollcall::testing
