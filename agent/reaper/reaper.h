// SPDX-License-Identifier: Apache-2.0
// Watches the nodes, and writes `down` for those whose lease is over: connects ReapDecider (which nodes, and when) with
// the client library and the topic.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "agent/publisher/instance.h"
#include "agent/reaper/moment.h"
#include "agent/reaper/reap_decider.h"
#include "agent/reaper/reap_sink.h"
#include "rollcall/cancellation.h"
#include "rollcall/client/client.h"
#include "rollcall/client/cluster_watch.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

// What happens to a Reaper, on the thread of Run.
class ReaperObserver {
 public:
  virtual ~ReaperObserver() = default;
  // The nodes were looked at, about once a second. `health` says why nodes that are over could not be reaped, or would
  // not be seen: the server is not current, too many nodes are going, a listing or a write failed.
  virtual void OnLook(const v1::Header& header, const ReapDecision& decision, const absl::Status& health) = 0;
  // No server is watched now. The reaper goes on trying.
  virtual void OnLost(const std::string& server, const absl::Status& why) = 0;
  virtual void OnResumed(const std::string& server) = 0;
  // A record was acknowledged.
  virtual void OnReaped(const v1::NodeStatus& node, int64_t offset, const std::string& reason) = 0;
};

struct ReaperOptions {
  client::ClientOptions client;  // `servers`; the reaper sets the times
  ReapOptions reap;
  Instance instance;
  std::string host;  // named in the reason of each record
};

// For one thread.
class Reaper : private client::WatchObserver {
 public:
  // All references must outlive this. `now` is the time of `clock`, as a Moment.
  Reaper(ReaperOptions options, client::Connector& connector, ReapSink& sink, ReaperObserver& observer,
         Cancellation& cancellation, client::Clock& clock = client::SystemClock(),
         std::function<Moment()> now = Moment::Now);

  // Returns once `cancellation` is canceled.
  void Run();

 private:
  void Follow(client::ClusterWatch& watch);
  void Look(const client::ClusterView& view);
  absl::Status Act(const std::vector<int32_t>& node_ids, const v1::Header& view);
  absl::Status Write(const ConfirmedReap& reap);
  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  void OnWrongDigest(const WrongDigest& wrong) override;

  const ReaperOptions options_;
  ReapSink& sink_;
  ReaperObserver& observer_;
  Cancellation& cancellation_;
  client::Clock& clock_;
  const std::function<Moment()> now_;
  client::Client client_;
  ReapDecider decider_;
};

}  // namespace rollcall::agent
