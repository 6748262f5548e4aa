// SPDX-License-Identifier: Apache-2.0
// A reaper in a ReapWorld: a ReapDecider that is used as agent/reaper/reaper.cc uses it, with delays and pauses between
// any two steps. It checks each record that it writes.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "agent/reaper/reap_decider.h"
#include "tests/testing/reap_world.h"

namespace rollcall::testing {

class ReaperModel {
 public:
  struct Options {
    double max_share = agent::kDefaultMaxShare;
    bool is_alone = true;  // there is no other reaper
    int slow_percent = 0;  // messages that take seconds
    int lost_percent = 0;  // writes that are lost, or that wait in a broker
  };

  ReaperModel(int number, const Options& options, ReapWorld& world, Random& random);

  void Start();
  // The process is stopped for so long.
  void Stop(int64_t ms) { stopped_until_ = std::max(stopped_until_, world_.timeline.now() + ms); }
  // The wall clock of its machine is set.
  void StepClock(int64_t by_ms);

  // What is wrong; empty if nothing is.
  const std::string& failure() const { return failure_; }
  int64_t reaped() const { return static_cast<int64_t>(writes_.size()); }
  bool was_held_back() const { return was_held_back_; }
  Options options;

 private:
  struct Write {
    TrueMs time;
    int32_t node_id;
    int64_t lease_ms;
  };

  agent::Moment Now() const;
  int64_t Delay();
  void Continue(int64_t after_ms, std::function<void()> function);  // once it is not stopped
  void Watch();
  void Receive();
  void Ask(const std::vector<int32_t>& node_ids);
  void AnswerTo(size_t server, const std::set<int32_t>& node_ids, const agent::Moment& asked);
  void WriteNext(std::deque<agent::ConfirmedReap> reaps, TrueMs evidence);
  void LoseWrite(int32_t node_id);
  void Append(int32_t node_id, int64_t after_ms, std::function<void()> acknowledge);
  void CheckEvidence(const v1::NodeStatus& node, TrueMs evidence);
  void CheckShare(const v1::NodeStatus& node);
  void Fail(const v1::NodeStatus& node, const std::string& what);
  void Idle();

  const int number_;
  ReapWorld& world_;
  Random& random_;
  agent::ReapDecider decider_;
  int64_t jumps_ms_ = 0;
  TrueMs stopped_until_ = 0;
  size_t server_ = 0;
  TrueMs last_message_ = 0;
  TrueMs last_arrival_ = 0;
  std::deque<ServerAnswer> inbox_;
  bool is_busy_ = false;
  bool was_held_back_ = false;
  std::vector<Write> writes_;
  std::string failure_;
};

}  // namespace rollcall::testing
