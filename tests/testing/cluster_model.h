// SPDX-License-Identifier: Apache-2.0
// Three brokers with a copy of a topic, of which two must have a record before it is acknowledged. At times the leader
// is cut off from the other two: it goes on answering whoever reaches it, and does not know that they have elected
// another leader, who acknowledges what is written from then on.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "server/feed/leader_quorum.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

inline constexpr int32_t kBrokers[] = {1, 2, 3};
inline constexpr int kMinInsyncReplicas = 2;

class ClusterModel {
 public:
  explicit ClusterModel(absl::Duration delete_retention) : topic_(delete_retention) {}

  // The topic as the leader has it that acknowledges records.
  TopicModel& topic() { return topic_; }
  const TopicModel& topic() const { return topic_; }
  int32_t leader() const { return leader_; }

  // Elects another leader, who has all records.
  void ElectLeader();
  // An unclean election: the new leader lacks the tail from `offset` on.
  void LoseTail(int64_t offset, absl::Time now);
  // Cuts off the leader, and elects another one. No broker may be cut off. `is_told`: the third broker knows of the
  // election at once. Otherwise it learns of it when it fetches the first record from the new leader.
  void CutOffLeader(bool is_told);
  // Whether a leader is cut off.
  bool IsDivided() const { return cut_off_.has_value(); }
  void Heal() { cut_off_.reset(); }

  // Whom a client finds that takes `broker` for the leader: that one, if it is the leader by its own word.
  int32_t LeaderFor(int32_t broker) const { return IsCutOff(broker) ? broker : leader_; }
  // What a leader, by its own word, answers from.
  const TopicModel& LogOf(int32_t leader) const;
  bool IsCutOff(int32_t broker) const { return cut_off_.has_value() && cut_off_->broker == broker; }
  // Whom this broker names as the leader.
  feed::BrokerView ViewOf(int32_t broker) const;

 private:
  struct CutOff {
    int32_t broker;
    TopicModel log;
    bool is_told;
  };

  void ChangeLeader();

  TopicModel topic_;
  int32_t leader_ = kBrokers[0];
  std::optional<CutOff> cut_off_;
};

}  // namespace rollcall::testing
