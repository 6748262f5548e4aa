// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/reaper_model.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "rollcall/client/node.h"
#include "tests/testing/status_messages.h"

namespace rollcall::testing {
namespace {

constexpr int64_t kHeartbeatMs = 1000;
constexpr int64_t kSilenceMs = 7000;  // after which the watch goes to the next server
constexpr int64_t kJumpMs = 1000;
constexpr int64_t kOldestEvidenceMs = 15'000;  // CURRENT, the answer, the time to write: 5 s each
constexpr int64_t kWriteTimeoutMs = 5000;

int64_t LeaseMs(const v1::NodeStatus& node) { return absl::ToInt64Milliseconds(client::ToDuration(node.lease())); }

}  // namespace

ReaperModel::ReaperModel(int number, const Options& options_in, ReapWorld& world, Random& random)
    : options(options_in),
      number_(number),
      world_(world),
      random_(random),
      decider_({.max_share = options.max_share}) {}

void ReaperModel::Start() {
  world_.timeline.At(random_.Below(1000), [this] { Watch(); });
}

void ReaperModel::StepClock(int64_t by_ms) {
  if (by_ms >= kJumpMs) jumps_ms_ += by_ms;
}

agent::Moment ReaperModel::Now() const {
  const absl::Duration running = absl::Milliseconds(world_.timeline.now());
  return {.running = running, .instant = Instant(Noon() + running + absl::Milliseconds(jumps_ms_))};
}

int64_t ReaperModel::Delay() {
  return random_.Chance(options.slow_percent) ? random_.Below(10'000) : 1 + random_.Below(30);
}

void ReaperModel::Continue(int64_t after_ms, std::function<void()> function) {
  world_.timeline.At(world_.timeline.now() + after_ms, [this, function = std::move(function)] {
    if (stopped_until_ > world_.timeline.now()) {
      Continue(stopped_until_ - world_.timeline.now(), function);
    } else {
      function();
    }
  });
}

// The server's part of the watch: a message each second, in order. A server that is stopped sends nothing.
void ReaperModel::Watch() {
  const TrueMs now = world_.timeline.now();
  if (world_.servers[server_].stopped_until <= now) {
    last_message_ = now;
    last_arrival_ = std::max(last_arrival_, now + Delay());
    Continue(last_arrival_ - now, [this, answer = world_.Answer(server_)] {
      inbox_.push_back(answer);
      Receive();
    });
  } else if (now - last_message_ > kSilenceMs || random_.Chance(2)) {
    server_ = (server_ + 1) % world_.servers.size();
  }
  world_.timeline.At(now + kHeartbeatMs, [this] { Watch(); });
}

void ReaperModel::Receive() {
  if (is_busy_ || inbox_.empty()) return;
  const ServerAnswer view = std::move(inbox_.front());
  inbox_.pop_front();
  const agent::Moment now = Now();
  decider_.OnView(view.nodes, view.header, now);
  const agent::ReapDecision decision = decider_.Decide(now);
  was_held_back_ |= decision.share.is_exceeded && decision.over > 0;
  if (decision.node_ids.empty()) {
    Receive();
    return;
  }
  is_busy_ = true;
  Continue(0, [this, decision] { Ask(decision.node_ids); });
}

void ReaperModel::Ask(const std::vector<int32_t>& node_ids) {
  const size_t server =
      random_.Chance(30) ? static_cast<size_t>(random_.Below(static_cast<int>(world_.servers.size()))) : server_;
  const std::set<int32_t> asked_for(node_ids.begin(), node_ids.end());
  world_.timeline.At(world_.timeline.now() + Delay(),
                     [this, server, asked_for, asked = Now()] { AnswerTo(server, asked_for, asked); });
}

void ReaperModel::AnswerTo(size_t server, const std::set<int32_t>& node_ids, const agent::Moment& asked) {
  const TrueMs stopped_until = world_.servers[server].stopped_until;
  if (stopped_until > world_.timeline.now()) {
    world_.timeline.At(stopped_until, [this, server, node_ids, asked] { AnswerTo(server, node_ids, asked); });
    return;
  }
  const ServerAnswer answer = world_.Answer(server);
  v1::ListNodesResponse response;
  *response.mutable_header() = answer.header;
  for (const auto& [node_id, node] : answer.nodes) {
    if (node_ids.contains(node_id)) *response.add_nodes() = node;
  }
  Continue(Delay(), [this, response, asked, evidence = answer.evidence] {
    const std::vector<agent::ConfirmedReap> confirmed = decider_.Confirm(response, asked, Now());
    Continue(Delay(), [this, confirmed, evidence] { WriteNext({confirmed.begin(), confirmed.end()}, evidence); });
  });
}

void ReaperModel::WriteNext(std::deque<agent::ConfirmedReap> reaps, TrueMs evidence) {
  if (reaps.empty() || !decider_.MayWrite(reaps.front(), Now())) {
    Idle();
    return;
  }
  const agent::ConfirmedReap reap = reaps.front();
  reaps.pop_front();
  CheckEvidence(reap.node, evidence);
  CheckShare(reap.node);
  if (random_.Chance(options.lost_percent)) {
    LoseWrite(reap.node.node_id());
    return;
  }
  writes_.push_back({world_.timeline.now(), reap.node.node_id(), LeaseMs(reap.node)});
  Append(reap.node.node_id(), Delay(), [this, reap, reaps = std::move(reaps), evidence] {
    decider_.OnWritten(reap, Now());
    WriteNext(reaps, evidence);
  });
}

// The record is lost, or it waits in a broker for longer than the reaper waits for its acknowledgment.
void ReaperModel::LoseWrite(int32_t node_id) {
  if (random_.Chance(50)) Append(node_id, kWriteTimeoutMs + random_.Below(60'000), [] {});
  Continue(kWriteTimeoutMs, [this] { Idle(); });
}

void ReaperModel::Append(int32_t node_id, int64_t after_ms, std::function<void()> acknowledge) {
  world_.timeline.At(world_.timeline.now() + after_ms, [this, node_id, acknowledge = std::move(acknowledge)] {
    world_.Append({.node_id = node_id, .is_down = true, .reaper = number_});
    Continue(0, acknowledge);
  });
}

void ReaperModel::CheckEvidence(const v1::NodeStatus& node, TrueMs evidence) {
  const TopicRecord* newest = world_.NewestAt(node.node_id(), evidence);
  if (newest == nullptr || newest->is_down || newest->lease_ms == 0) {
    Fail(node, "it was not a living node with a lease");
  } else if (newest != &world_.log[static_cast<size_t>(node.revision())]) {
    Fail(node, "its record was not the newest one");
  } else if (evidence - newest->time < 3 * newest->lease_ms) {
    Fail(node, absl::StrCat("it was silent for ", evidence - newest->time, " ms of a lease of ", newest->lease_ms));
  } else if (!world_.agents[static_cast<size_t>(node.node_id() - 1)].was_disturbed) {
    Fail(node, "its agent was never killed, stopped or cut off");
  } else if (world_.timeline.now() - evidence > kOldestEvidenceMs) {
    Fail(node, "the evidence is old");
  }
}

// By the truth, not by what the reaper was shown.
void ReaperModel::CheckShare(const v1::NodeStatus& node) {
  if (!options.is_alone) return;  // another reaper's records may not be shown yet
  std::set<int32_t> reaped = {node.node_id()};
  for (const Write& write : writes_) {
    if (world_.timeline.now() - write.time < write.lease_ms) reaped.insert(write.node_id);
  }
  std::set<int32_t> leased = reaped;
  for (const AgentModel& agent : world_.agents) {
    if (agent.lease_ms > 0 && !world_.IsDown(agent.node_id)) leased.insert(agent.node_id);
  }
  const double limit = options.max_share * static_cast<double>(leased.size());
  if (static_cast<double>(reaped.size()) > limit) {
    Fail(node, absl::StrCat(reaped.size(), " of ", leased.size(), " leased nodes were reaped within one lease"));
  }
}

void ReaperModel::Fail(const v1::NodeStatus& node, const std::string& what) {
  if (!failure_.empty()) return;
  failure_ = absl::StrCat("at ", world_.timeline.now(), " ms reaper ", number_, " reaped node ", node.node_id(),
                          " for its record ", node.revision(), ": ", what);
}

void ReaperModel::Idle() {
  is_busy_ = false;
  Receive();
}

}  // namespace rollcall::testing
