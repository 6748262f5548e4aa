// SPDX-License-Identifier: Apache-2.0
// Decides what is published for each node, from the reports about Redpanda's data transforms.
//
// A transform is a coprocessor of each node that leads a partition of its input topic. Its state on a node is the worst
// of its partitions there.
//
//   Moves      A partition that a report names on another node has moved there at once.
//   Debounce   While the leadership of a partition moves, reports name the partition as `unknown`, or not at all. So it
//              keeps its last known state until the reports have been like this for `debounce`. A partition that has
//              just moved brings its last known state along. Every other state counts at once.
//   Vanished   A node that no report has named for `debounce` is down, or is retired. But where Redpanda says that data
//              transforms are disabled, the nodes are up and run none.
//   Errors     Without a report nothing changes. After `down_after` nobody knows which of all nodes live, so that their
//              statuses are not believed any more: they get no proof of life. With `node_id`, the admin API is that
//              node's own; if it gives no
//   answer
//              at all for `down_after`, the node is down until there is a report. An answer that is an error is a sign
//              of life: Redpanda gives one on every node as long as another node of the cluster does not answer.
//
// Plain code: no threads, no network. Time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "agent/redpanda/transform_report.h"
#include "rollcall/instant.h"
#include "topic/record/status.h"

namespace rollcall::agent {

enum class WhenVanished : uint8_t { kDown, kRetire };

struct TransformOptions {
  std::optional<int32_t> node_id;  // the only node to publish for; nullopt: all that the reports name
  absl::Duration debounce = absl::Seconds(15);
  absl::Duration down_after = absl::Minutes(1);
  WhenVanished when_vanished = WhenVanished::kDown;
};

class TransformStatuses {
 public:
  TransformStatuses(TransformOptions options, Instant now);

  void OnReport(const TransformReport& report, Instant now);
  // The admin API answered, but not with a report.
  void OnErrorAnswer(Instant now) { last_answer_ = now; }
  // No admin API answered.
  void OnSilence(Instant now);

  // What the topic should show for each node that is known; nullopt: the node should be gone.
  std::map<int32_t, std::optional<topic::Status>> Statuses() const;
  // Whether there has been no report for `down_after`.
  bool IsSourceLost(Instant now) const { return now - last_report_ >= options_.down_after; }
  // Whether the statuses are believed at `now`. Without reports nobody knows which nodes live; a node whose own admin
  // API gives errors does.
  bool AreBelieved(Instant now) const { return options_.node_id.has_value() || !IsSourceLost(now); }

 private:
  struct Partition {
    int32_t node_id = 0;
    PartitionState state = PartitionState::kUnknown;  // the last known one, while it is in doubt
    std::optional<Instant> in_doubt_since;            // reported as unknown, or missing
    int64_t named_by = 0;                             // the number of the last report that names it
  };

  struct Known {
    std::string input_topic;
    std::vector<std::string> output_topics;
    std::map<int32_t, Partition> partitions;
  };

  struct Node {
    std::optional<Instant> unnamed_since;
    bool has_vanished = false;
  };

  void ReadPartition(const TransformPartition& reported, Partition& partition, Instant now) const;
  void DropMissing(Instant now);
  void ReadNodes(const TransformReport& report, Instant now);
  bool IsOver(std::optional<Instant>& doubt, Instant now) const;
  std::optional<topic::Status> StatusOf(int32_t node_id, const Node& node) const;
  topic::Status UpStatus(int32_t node_id) const;

  const TransformOptions options_;
  int64_t reports_ = 0;
  Instant last_report_;
  Instant last_answer_;
  bool is_silent_ = false;  // there was no answer for down_after, and no report since
  std::map<std::string, Known> transforms_;
  std::map<int32_t, Node> nodes_;
};

}  // namespace rollcall::agent
