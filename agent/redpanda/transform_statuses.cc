// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/transform_statuses.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/absl_view.h"

namespace rollcall::agent {
namespace {

using StateCounts = std::array<int, 4>;  // by PartitionState

topic::Status NewStatus(int32_t node_id, const char* word, std::string reason = "") {
  topic::Status status;
  status.node_id = node_id;
  status.status = word;
  status.reason = std::move(reason);
  return status;
}

// "to out-a, out-b; 3 partitions running, 1 errored"
std::string Describe(const std::vector<std::string>& output_topics, const StateCounts& counts) {
  std::string text;
  for (size_t state = 0; state < counts.size(); ++state) {
    if (counts[state] == 0) continue;
    const char* noun = !text.empty() ? " " : counts[state] == 1 ? " partition " : " partitions ";
    absl::StrAppend(&text, text.empty() ? "" : ", ", counts[state], noun,
                    AbslView(NameOf(static_cast<PartitionState>(state))));
  }
  return output_topics.empty() ? text : absl::StrCat("to ", absl::StrJoin(output_topics, ", "), "; ", text);
}

PartitionState WorstOf(const StateCounts& counts) {
  const auto worst = std::find_if(counts.rbegin(), counts.rend(), [](int count) { return count > 0; });
  return static_cast<PartitionState>(counts.rend() - worst - 1);
}

}  // namespace

TransformStatuses::TransformStatuses(TransformOptions options, Instant now)
    : options_(options), last_report_(now), last_answer_(now) {}

// Whether the doubt, which begins now if it has not begun, has lasted for the debounce time.
bool TransformStatuses::IsOver(std::optional<Instant>& doubt, Instant now) const {
  if (!doubt.has_value()) doubt = now;
  return now - *doubt >= options_.debounce;
}

void TransformStatuses::ReadPartition(const TransformPartition& reported, Partition& partition, Instant now) const {
  const bool is_unknown = reported.state == PartitionState::kUnknown;
  // If two nodes claim the partition, the one that knows its state has it.
  if (is_unknown && partition.named_by == reports_) return;
  partition.named_by = reports_;
  partition.node_id = reported.node_id;
  const bool keeps_state =
      is_unknown && partition.state != PartitionState::kUnknown && !IsOver(partition.in_doubt_since, now);
  if (keeps_state) return;
  partition.state = reported.state;
  partition.in_doubt_since = std::nullopt;
}

void TransformStatuses::DropMissing(Instant now) {
  for (auto& [name, known] : transforms_) {
    for (auto entry = known.partitions.begin(); entry != known.partitions.end();) {
      Partition& partition = entry->second;
      const bool is_gone = partition.named_by != reports_ && IsOver(partition.in_doubt_since, now);
      entry = is_gone ? known.partitions.erase(entry) : std::next(entry);
    }
  }
  std::erase_if(transforms_, [](const auto& entry) { return entry.second.partitions.empty(); });
}

void TransformStatuses::ReadNodes(const TransformReport& report, Instant now) {
  std::set<int32_t> named;
  for (const Transform& transform : report.transforms) {
    for (const TransformPartition& partition : transform.partitions) named.insert(partition.node_id);
  }
  for (const int32_t node_id : named) nodes_[node_id] = Node();
  if (options_.node_id.has_value()) nodes_[*options_.node_id];
  for (auto& [node_id, node] : nodes_) {
    if (named.contains(node_id)) continue;
    if (report.feature == TransformReport::Feature::kDisabled) {
      node = Node();
    } else if (IsOver(node.unnamed_since, now)) {
      node.has_vanished = true;
    }
  }
}

void TransformStatuses::OnReport(const TransformReport& report, Instant now) {
  last_answer_ = last_report_ = now;
  is_silent_ = false;
  ++reports_;
  for (const Transform& transform : report.transforms) {
    if (transform.partitions.empty()) continue;
    Known& known = transforms_[transform.name];
    known.input_topic = transform.input_topic;
    known.output_topics = transform.output_topics;
    for (const TransformPartition& reported : transform.partitions) {
      ReadPartition(reported, known.partitions[reported.partition], now);
    }
  }
  DropMissing(now);
  ReadNodes(report, now);
}

void TransformStatuses::OnSilence(Instant now) {
  if (!options_.node_id.has_value() || now - last_answer_ < options_.down_after) return;
  is_silent_ = true;
  nodes_[*options_.node_id];
}

topic::Status TransformStatuses::UpStatus(int32_t node_id) const {
  topic::Status status = NewStatus(node_id, "up");
  for (const auto& [name, known] : transforms_) {
    StateCounts counts{};
    for (const auto& [number, partition] : known.partitions) {
      if (partition.node_id == node_id) ++counts[static_cast<size_t>(partition.state)];
    }
    if (counts == StateCounts{}) continue;
    status.coprocessors.push_back({.name = name,
                                   .input_topics = {known.input_topic},
                                   .description = Describe(known.output_topics, counts),
                                   .state = std::string(NameOf(WorstOf(counts)))});
  }
  return status;
}

std::optional<topic::Status> TransformStatuses::StatusOf(int32_t node_id, const Node& node) const {
  if (is_silent_) {
    return NewStatus(
        node_id, "down",
        absl::StrCat("the node's Redpanda admin API has not answered for ", absl::FormatDuration(options_.down_after)));
  }
  if (!node.has_vanished || options_.node_id.has_value()) return UpStatus(node_id);
  if (options_.when_vanished == WhenVanished::kRetire) return std::nullopt;
  return NewStatus(node_id, "down", "Redpanda's report names no data transform on this node any more");
}

std::map<int32_t, std::optional<topic::Status>> TransformStatuses::Statuses() const {
  std::map<int32_t, std::optional<topic::Status>> statuses;
  for (const auto& [node_id, node] : nodes_) {
    if (!options_.node_id.has_value() || options_.node_id == node_id) statuses[node_id] = StatusOf(node_id, node);
  }
  return statuses;
}

}  // namespace rollcall::agent
