// SPDX-License-Identifier: Apache-2.0
// Decides for which nodes a reaper writes that they are down.
//
// A node is over only if
//   1. it has a lease, and is neither down nor invalid;
//   2. the evidence is CURRENT, and the node is stale by it, as every reader sees (rollcall/client/node.h);
//   3. this process has seen the node's record unchanged for at least three leases, by its own clock. So no clock of a
//      broker, producer or server that is wrong or set can make it take a living node for a dead one;
//   4. a listing that was asked for after that confirms all of it. The listing's evidence is about the time when it was
//      asked for, less the age of the evidence; until then, three leases have to be over;
//   5. the answer came within 5 s, and the write begins within 5 s. Otherwise the process may have been paused;
//   6. not too many nodes are going (share_guard.h).
//
// Use: OnView with each view, Decide, then a listing of the nodes that it names and Confirm, then for each confirmed
// node MayWrite right before the write, and OnWritten when that is acknowledged.
//
// Plain code: no threads, no gRPC, no Kafka. Time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "agent/reaper/moment.h"
#include "agent/reaper/observed_nodes.h"
#include "agent/reaper/share_guard.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::agent {

inline constexpr double kDefaultMaxShare = 0.5;
// A listing that takes longer proves nothing, and a write that begins later is not made.
inline constexpr absl::Duration kMaxAnswerTime = absl::Seconds(5);
inline constexpr absl::Duration kMaxTimeToWrite = absl::Seconds(5);
// Every view that is CURRENT is younger than 5 s, so it shows by then what was written.
inline constexpr absl::Duration kWriteAgainAfter = absl::Seconds(10);

struct ReapOptions {
  double max_share = kDefaultMaxShare;                  // above 0, at most 1
  absl::Duration write_again_after = kWriteAgainAfter;  // if the node still shows the same record
};

struct ReapDecision {
  std::vector<int32_t> node_ids;  // to be confirmed; the rest, if there are many, after these
  Share share;                    // if it is exceeded, node_ids is empty
  size_t over = 0;                // nodes that are over as far as the view shows; held back if the share is exceeded
};

// A node that may be reaped now.
struct ConfirmedReap {
  v1::NodeStatus node;  // in the FULL view
  Moment answered;
};

class ReapDecider {
 public:
  explicit ReapDecider(const ReapOptions& options) : options_(options), guard_(options.max_share) {}

  // A complete view: all nodes of a checkpoint whose digest is right, and its header.
  void OnView(const std::map<int32_t, v1::NodeStatus>& nodes, const v1::Header& header, const Moment& now);
  ReapDecision Decide(const Moment& now);

  // The answer to a ListNodes of decided nodes in the FULL view, which was asked for after Decide and before any other
  // OnView.
  std::vector<ConfirmedReap> Confirm(const v1::ListNodesResponse& answer, const Moment& asked,
                                     const Moment& answered) const;
  bool MayWrite(const ConfirmedReap& reap, const Moment& now) const;
  void OnWritten(const ConfirmedReap& reap, const Moment& now);

 private:
  struct Written {
    RecordId before;  // the record that the node had
    Moment time;
  };

  bool IsWritten(int32_t node_id, const ObservedNode& node, const Moment& now) const;

  const ReapOptions options_;
  ObservedNodes observed_;
  ShareGuard guard_;
  bool is_current_ = false;       // the newest view
  absl::Duration evidence_time_;  // of the newest view, by Moment::running
  std::map<int32_t, Written> written_;
};

}  // namespace rollcall::agent
