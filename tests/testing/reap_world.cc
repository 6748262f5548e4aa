// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/reap_world.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/testing/status_messages.h"

namespace rollcall::testing {
namespace {

constexpr int64_t kCurrentMs = 5000;
constexpr int64_t kJumpMs = 1000;

absl::Time WallTime(int64_t ms) { return Noon() + absl::Milliseconds(ms); }

v1::NodeStatus Shown(const TopicRecord& record, int64_t offset) {
  v1::NodeStatus node = record.is_down ? DownNode(record.node_id, offset) : UpNode(record.node_id, offset);
  SetTime(WallTime(record.timestamp_ms), node.mutable_publish_time());
  node.set_raw_key(absl::StrCat(record.node_id));
  if (record.reaper >= 0) node.set_publisher_instance(absl::StrCat("reaper:1:", record.reaper));
  if (record.lease_ms == 0) return node;
  node.mutable_lease()->set_seconds(record.lease_ms / 1000);
  node.mutable_lease()->set_nanos(static_cast<int32_t>(record.lease_ms % 1000 * 1'000'000));
  SetTime(WallTime(record.timestamp_ms + 3 * record.lease_ms), node.mutable_stale_after_time());
  return node;
}

}  // namespace

void Timeline::RunUntil(TrueMs end) {
  while (!events_.empty() && events_.begin()->first <= end) {
    const auto event = events_.extract(events_.begin());
    now_ = event.key();
    event.mapped()();
  }
  now_ = end;
}

ReapWorld::ReapWorld(Random& random, int agent_count, int server_count)
    : agents(static_cast<size_t>(agent_count)), servers(static_cast<size_t>(server_count)), random_(random) {
  for (size_t i = 0; i < agents.size(); ++i) agents[i].node_id = static_cast<int32_t>(i + 1);
  for (size_t i = 0; i < servers.size(); ++i) {
    timeline.At(random_.Below(1000), [this, i] { Probe(i); });
  }
}

void ReapWorld::Append(TopicRecord record) {
  AgentModel& agent = agents[static_cast<size_t>(record.node_id - 1)];
  record.time = timeline.now();
  const bool is_by_reaper = record.reaper >= 0;
  const int64_t producer_clock_ms = is_by_reaper ? 0 : agent.clock_ms;
  record.timestamp_ms = record.time + (is_log_append_time ? broker_clock_ms : producer_clock_ms);
  log.push_back(record);
  if (!is_by_reaper) return;
  const size_t index = static_cast<size_t>(record.node_id - 1);
  timeline.At(record.time + 20 + random_.Below(300),
              [this, index, life = agent.life] { Publish(index, life, /*again=*/false); });
}

void ReapWorld::Start(size_t index) {
  AgentModel& agent = agents[index];
  agent.is_killed = false;
  const int life = ++agent.life;
  timeline.At(timeline.now(), [this, index, life] { Publish(index, life, /*again=*/true); });
}

void ReapWorld::Kill(size_t index) {
  agents[index].is_killed = true;
  agents[index].was_disturbed = true;
}

void ReapWorld::Publish(size_t index, int life, bool again) {
  const AgentModel& agent = agents[index];
  if (agent.is_killed || agent.life != life) return;
  const TrueMs possible = std::max(agent.stopped_until, agent.cut_until);
  if (possible > timeline.now()) {
    timeline.At(possible, [this, index, life, again] { Publish(index, life, again); });
    return;
  }
  Append({.node_id = agent.node_id, .lease_ms = agent.lease_ms});
  if (!again) return;
  const int64_t interval_ms = agent.lease_ms == 0 ? 20'000 : agent.lease_ms;
  timeline.At(timeline.now() + interval_ms * (40 + random_.Below(60)) / 100,
              [this, index, life] { Publish(index, life, /*again=*/true); });
}

void ReapWorld::StepServerClock(size_t index, int64_t by_ms) {
  servers[index].clock_ms += by_ms;
  if (by_ms >= kJumpMs) servers[index].jumps_ms += by_ms;
}

void ReapWorld::Probe(size_t index) {
  ServerModel& server = servers[index];
  const TrueMs now = timeline.now();
  if (server.stopped_until > now) {
    timeline.At(server.stopped_until, [this, index] { Probe(index); });
    return;
  }
  if (server.cut_until <= now) {
    server.next_evidence = ServerModel::Evidence{.time = now, .steady = now + server.jumps_ms, .end = log.size()};
    Read(server);
  }
  timeline.At(now + 1000, [this, index] { Probe(index); });
}

void ReapWorld::Read(ServerModel& server) {
  const TrueMs now = timeline.now();
  if (server.cut_until > now) return;
  const size_t end = server.lags_until > now ? std::min(server.position + 1, log.size()) : log.size();
  for (; server.position < end; ++server.position) {
    const TopicRecord& record = log[server.position];
    server.nodes[record.node_id] = Shown(record, static_cast<int64_t>(server.position));
  }
  if (!server.next_evidence.has_value() || server.position < server.next_evidence->end) return;
  server.evidence = std::exchange(server.next_evidence, std::nullopt);
}

ServerAnswer ReapWorld::Answer(size_t index) {
  ServerModel& server = servers[index];
  if (random_.Chance(70)) Read(server);  // otherwise what was appended since is on its way
  ServerAnswer answer{.header = HeaderOf({}, static_cast<int64_t>(server.position) - 1), .nodes = server.nodes};
  const TrueMs now = timeline.now();
  const absl::Time answer_time = WallTime(now + server.clock_ms);
  SetTime(answer_time, answer.header.mutable_answer_time());
  answer.header.clear_as_of_time();
  answer.header.set_source_state(v1::SOURCE_STATE_BEHIND);
  if (!server.evidence.has_value()) return answer;
  const int64_t age_ms = now + server.jumps_ms - server.evidence->steady;
  SetTime(answer_time - absl::Milliseconds(age_ms), answer.header.mutable_as_of_time());
  if (age_ms < kCurrentMs) answer.header.set_source_state(v1::SOURCE_STATE_CURRENT);
  answer.evidence = server.evidence->time;
  return answer;
}

const TopicRecord* ReapWorld::NewestAt(int32_t node_id, TrueMs time) const {
  const TopicRecord* newest = nullptr;
  for (const TopicRecord& record : log) {
    if (record.time > time) break;
    if (record.node_id == node_id) newest = &record;
  }
  return newest;
}

bool ReapWorld::IsDown(int32_t node_id) const {
  const TopicRecord* newest = NewestAt(node_id, timeline.now());
  return newest == nullptr || newest->is_down;
}

}  // namespace rollcall::testing
