// SPDX-License-Identifier: Apache-2.0
// Decides whether enough Kafka replicas of the partition agree who leads it.
//
// A leader that is cut off from the rest of the cluster does not know that another one was elected, and goes on saying
// where its log ends. So its word alone proves nothing. A record of a newer leader is acknowledged (acks=all) only when
// at least min.insync.replicas replicas have it, and each of these learned of the newer leader before. Of `replicas`
// replicas, any `replicas - min.insync.replicas + 1` include one of them. So if that many replicas, all asked after the
// clock was read, name the same leader, no newer leader had acknowledged anything by then (docs/evidence.md has the
// argument, and what it assumes).
//
// Plain code. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace rollcall::feed {

// What one broker says about the partition.
struct BrokerView {
  int32_t broker = -1;
  int32_t leader = -1;  // the broker that leads the partition; -1: none
};

// Whom a probe asks, and how many must agree.
struct QuorumRule {
  std::vector<int32_t> replicas;           // the brokers that have a copy of the partition
  std::optional<int> min_insync_replicas;  // nullopt: the broker does not give it

  // How many replicas must name the same leader. Where min.insync.replicas is 1 or unknown it is half of them, because
  // a single broker that is down would otherwise be enough to prove nothing; no record's absence is certain then.
  int Needed() const;
  // Whether `Needed` replicas always include one that took part in acknowledging a record.
  bool IsProof() const;
};

class LeaderQuorum {
 public:
  // `leader`: the broker whose answer is to be confirmed.
  LeaderQuorum(QuorumRule rule, int32_t leader) : rule_(std::move(rule)), leader_(leader) {}

  // What a broker said. One view for each broker; a view from a broker that is no replica does not count.
  void Add(const BrokerView& view);

  // OK: enough replicas name the leader. If they cannot prove it (QuorumRule::IsProof), none may name another one.
  // UNAVAILABLE with a reason for a person, as long as that is not so.
  absl::Status Check() const;

 private:
  bool IsReplica(int32_t broker) const;

  QuorumRule rule_;
  int32_t leader_;
  std::vector<BrokerView> agreeing_;
  std::vector<BrokerView> dissenting_;
};

}  // namespace rollcall::feed
