// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_nodes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/encoding/encoded_node.h"
#include "server/encoding/fresh_period.h"
#include "server/encoding/protobuf_wire.h"
#include "server/http/metrics_source.h"

namespace rollcall::http {
namespace {

using Nodes = std::vector<state::NodeVersionPtr>;
using State = v1::NodeStatus::State;

constexpr std::array<std::pair<State, const char*>, 4> kStates = {{{v1::NodeStatus::STATE_UP, "up"},
                                                                   {v1::NodeStatus::STATE_DOWN, "down"},
                                                                   {v1::NodeStatus::STATE_OTHER, "other"},
                                                                   {v1::NodeStatus::STATE_INVALID, "invalid"}}};

// The words that Redpanda's transforms have, from which publishers choose theirs. A word may be anything else, and must
// not become a time series of its own.
constexpr std::array<const char*, 6> kCoprocessorStates = {"running", "errored", "inactive",
                                                           "unknown", "other",   "none"};
constexpr size_t kOther = 4;
constexpr size_t kNone = 5;
using StateCounts = std::array<int, kCoprocessorStates.size()>;

size_t IndexOfCoprocessorState(std::string_view text) {
  if (text.empty()) return kNone;
  for (size_t i = 0; i < kOther; ++i) {
    if (text == kCoprocessorStates[i]) return i;
  }
  return kOther;
}

// --- sums over all nodes ---

struct NodeSums {
  std::array<int, kStates.size()> by_state{};
  int stale = 0;
};

NodeSums Sum(const Nodes& nodes, std::optional<absl::Time> as_of) {
  NodeSums sums;
  for (const state::NodeVersionPtr& version : nodes) {
    const encoding::EncodedNode& node = *version->node;
    for (size_t i = 0; i < kStates.size(); ++i) sums.by_state[i] += node.state == kStates[i].first ? 1 : 0;
    if (as_of.has_value() && !encoding::FreshPeriodOf(node).Contains(*as_of)) ++sums.stale;
  }
  return sums;
}

void AddSums(const NodeSums& sums, MetricFamilies& families) {
  MetricSeries nodes = families.Gauge("rollcall_nodes", "Nodes shown, by what their latest record says.");
  for (size_t i = 0; i < kStates.size(); ++i) nodes.Set({{"state", kStates[i].second}}, sums.by_state[i]);
  families.AddGauge("rollcall_stale_nodes",
                    "Nodes with a lease that have been silent for more than three leases, or whose record is from the "
                    "future, by the evidence of rollcall_as_of_timestamp_seconds.",
                    sums.stale);
}

// --- each node ---

std::string IdOf(const encoding::EncodedNode& node) { return absl::StrCat(node.node_id); }

void AddNodeStates(const Nodes& nodes, size_t count, MetricFamilies& families) {
  MetricSeries series =
      families.Gauge("rollcall_node_state", "State of a node by its latest record: 1 for the one that holds, else 0.");
  for (size_t i = 0; i < count; ++i) {
    const encoding::EncodedNode& node = *nodes[i]->node;
    for (const auto& [state, label] : kStates) {
      series.Set({{"node_id", IdOf(node)}, {"state", label}}, node.state == state ? 1 : 0);
    }
  }
}

void AddNodeTimes(const Nodes& nodes, size_t count, std::optional<absl::Time> as_of, MetricFamilies& families) {
  std::vector<encoding::NodeTimes> times;
  times.reserve(count);
  for (size_t i = 0; i < count; ++i) times.push_back(encoding::NodeTimesOf(*nodes[i]->node));
  MetricSeries stale = families.Gauge(
      "rollcall_node_stale", "1 if the node is stale by the evidence of rollcall_as_of_timestamp_seconds, else 0.");
  for (size_t i = 0; i < count; ++i) {
    const bool is_stale = as_of.has_value() && !times[i].fresh.Contains(*as_of);
    stale.Set({{"node_id", IdOf(*nodes[i]->node)}}, is_stale ? 1 : 0);
  }
  MetricSeries stale_after = families.Gauge("rollcall_node_stale_after_timestamp_seconds",
                                            "When a node with a lease is stale unless it publishes, in Unix time.");
  for (size_t i = 0; i < count; ++i) {
    if (times[i].fresh.end == absl::InfiniteFuture()) continue;
    stale_after.Set({{"node_id", IdOf(*nodes[i]->node)}}, UnixSeconds(times[i].fresh.end));
  }
  MetricSeries published =
      families.Gauge("rollcall_node_record_timestamp_seconds", "Timestamp of the node's latest record, in Unix time.");
  for (size_t i = 0; i < count; ++i) {
    if (!times[i].published.has_value()) continue;
    published.Set({{"node_id", IdOf(*nodes[i]->node)}}, UnixSeconds(*times[i].published));
  }
}

// --- each coprocessor ---

struct Row {
  std::string_view name;
  std::string_view state_text;
};

Row ParseRow(std::string_view coprocessor) {
  Row row;
  while (const auto field = encoding::ConsumeField(coprocessor)) {
    if (field->number == v1::Coprocessor::kNameFieldNumber) row.name = field->payload;
    if (field->number == v1::Coprocessor::kStateTextFieldNumber) row.state_text = field->payload;
  }
  return row;
}

absl::flat_hash_map<std::string_view, StateCounts> CountCoprocessors(const Nodes& nodes) {
  absl::flat_hash_map<std::string_view, StateCounts> counts;
  for (const state::NodeVersionPtr& version : nodes) {
    std::string_view rows = version->node->rows();
    while (const auto field = encoding::ConsumeField(rows)) {
      const Row row = ParseRow(field->payload);
      ++counts[row.name][IndexOfCoprocessorState(row.state_text)];
    }
  }
  return counts;
}

void AddCoprocessors(const Nodes& nodes, const SeriesLimits& limits, MetricFamilies& families) {
  const auto counts = CountCoprocessors(nodes);
  std::vector<std::string_view> names;
  for (const auto& [name, by_state] : counts) {
    if (name.size() <= limits.max_name_bytes) names.push_back(name);
  }
  const size_t shown = std::min(names.size(), limits.max_coprocessors);
  std::partial_sort(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), names.end());
  MetricSeries series =
      families.Gauge("rollcall_coprocessor_nodes",
                     "Nodes whose latest record says that they run the coprocessor, by the state that "
                     "the record gives it.");
  for (size_t i = 0; i < shown; ++i) {
    const StateCounts& by_state = counts.at(names[i]);
    for (size_t state = 0; state < by_state.size(); ++state) {
      if (by_state[state] == 0) continue;
      series.Set({{"coprocessor", std::string(names[i])}, {"state", kCoprocessorStates[state]}}, by_state[state]);
    }
  }
  families.AddGauge("rollcall_coprocessors", "Different names of coprocessors that are shown.",
                    static_cast<double>(counts.size()));
  families.AddGauge("rollcall_metrics_omitted_coprocessors",
                    "Coprocessors that have no time series, because there are more than the limit, or because their "
                    "names are too long.",
                    static_cast<double>(counts.size() - shown));
}

}  // namespace

void AddState(const state::SnapshotPtr& snapshot, const state::SourceStatus& source, const SeriesLimits& limits,
              Instant now, MetricFamilies& families) {
  families.AddGauge("rollcall_ready", "1 after the topic was read completely for the first time, else 0.",
                    snapshot != nullptr ? 1 : 0);
  if (snapshot == nullptr) return;
  const Nodes& nodes = *snapshot->nodes;
  const size_t count = std::min(nodes.size(), limits.max_nodes);
  std::optional<absl::Time> as_of;
  if (HasEvidence(source)) as_of = source.as_of.WallAt(now);
  families.AddGauge("rollcall_revision", "The highest offset whose effect is shown; -1 if nothing was ever written.",
                    static_cast<double>(snapshot->revision));
  AddSums(Sum(nodes, as_of), families);
  families.AddGauge("rollcall_invalid_key_records",
                    "Live records whose keys are no node's, so that no node shows them.",
                    snapshot->invalid_keys->count);
  AddNodeStates(nodes, count, families);
  AddNodeTimes(nodes, count, as_of, families);
  families.AddGauge("rollcall_metrics_omitted_nodes",
                    "Nodes that have no time series of their own, because there are more than the limit.",
                    static_cast<double>(nodes.size() - count));
  AddCoprocessors(nodes, limits, families);
}

}  // namespace rollcall::http
