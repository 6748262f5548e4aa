// SPDX-License-Identifier: Apache-2.0
// A model of what a reaper lives in: true time, a topic, agents that publish within their leases, and servers that show
// the topic. Every clock but true time may be wrong and may be set: those of the broker, the producers, the servers.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"
#include "tests/testing/random.h"

namespace rollcall::testing {

// Milliseconds of true time since the history began.
using TrueMs = int64_t;

// Runs functions at their times, in order.
class Timeline {
 public:
  TrueMs now() const { return now_; }
  void At(TrueMs time, std::function<void()> function) { events_.emplace(std::max(time, now_), std::move(function)); }
  void RunUntil(TrueMs end);

 private:
  TrueMs now_ = 0;
  std::multimap<TrueMs, std::function<void()>> events_;
};

struct TopicRecord {
  int32_t node_id = 0;
  TrueMs time = 0;           // when it was acknowledged
  int64_t timestamp_ms = 0;  // what it is dated
  int64_t lease_ms = 0;      // 0: none
  bool is_down = false;
  int reaper = -1;  // the number of the reaper that wrote it
};

struct AgentModel {
  int32_t node_id = 0;
  int64_t lease_ms = 0;  // 0: none
  int64_t clock_ms = 0;  // its clock less true time
  TrueMs stopped_until = 0;
  TrueMs cut_until = 0;
  bool is_killed = false;
  bool was_disturbed = false;  // ever killed, stopped or cut off
  int life = 0;                // a number for each time that it was started
};

// What a server answers, and what is true about it.
struct ServerAnswer {
  v1::Header header;
  std::map<int32_t, v1::NodeStatus> nodes;
  TrueMs evidence = 0;  // the true time of header.as_of_time
};

struct ServerModel {
  int64_t clock_ms = 0;  // its wall clock less true time
  int64_t jumps_ms = 0;  // of its wall clock forward, which it counts as time that went by
  TrueMs stopped_until = 0;
  TrueMs cut_until = 0;   // from Kafka
  TrueMs lags_until = 0;  // it reads slowly
  size_t position = 0;    // the next record that it reads
  std::map<int32_t, v1::NodeStatus> nodes;
  struct Evidence {
    TrueMs time;
    TrueMs steady;  // by the server's own clock
    size_t end;     // of the log at that time
  };
  std::optional<Evidence> evidence;
  std::optional<Evidence> next_evidence;  // once everything below its end is read
};

class ReapWorld {
 public:
  ReapWorld(Random& random, int agent_count, int server_count);

  Timeline timeline;
  std::vector<TopicRecord> log;
  std::vector<AgentModel> agents;
  std::vector<ServerModel> servers;
  bool is_log_append_time = true;
  int64_t broker_clock_ms = 0;

  // `index`: of an agent or a server, in the lists above.
  // Appends a record of the agent, or the `down` of a reaper.
  void Append(TopicRecord record);
  void Start(size_t index);
  void Kill(size_t index);
  // Sets a server's wall clock forward or back.
  void StepServerClock(size_t index, int64_t by_ms);
  // What the server answers now. Call it only while the server is not stopped.
  ServerAnswer Answer(size_t index);
  // The newest record of the node that was acknowledged at `time` or before; null if there is none.
  const TopicRecord* NewestAt(int32_t node_id, TrueMs time) const;
  bool IsDown(int32_t node_id) const;

 private:
  void Publish(size_t index, int life, bool again);
  void Probe(size_t index);
  void Read(ServerModel& server);

  Random& random_;
};

}  // namespace rollcall::testing
