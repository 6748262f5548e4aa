// SPDX-License-Identifier: Apache-2.0
// Generated histories of a cluster: leadership moves with reports that are unsure for a while, polls that fail, states
// that change, transforms that are deployed and deleted. Whatever happens, a transform that runs all the time is always
// shown somewhere, and what is shown becomes the truth once the cluster is calm.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/redpanda/transform_statuses.h"
#include "tests/testing/random.h"

namespace rollcall::agent {
namespace {

constexpr int kHistories = 300;
constexpr int kSteps = 150;
constexpr int kNodes = 3;
constexpr int kMaxPartitions = 4;
constexpr absl::Duration kDebounce = absl::Seconds(15);
constexpr absl::Duration kLongestPhase = absl::Seconds(14);

// How reports name a partition.
enum class Phase { kClear, kUnknown, kMissing };

struct TruePartition {
  int node = 1;
  PartitionState state = PartitionState::kRunning;
  Phase phase = Phase::kClear;
  std::optional<Instant> unsure_since;  // of the first report that was unsure
};

using TrueTransform = std::map<int, TruePartition>;

// node -> transform -> {state, description}
using Shown = std::map<int, std::map<std::string, std::string>>;

class Cluster {
 public:
  explicit Cluster(testing::Random& random) : random_(random) { Deploy("always"); }

  void Change() {
    switch (random_.Below(6)) {
      case 0:
        if (transforms_.size() < 4) Deploy("t" + std::to_string(next_++));
        break;
      case 1:
        if (transforms_.size() > 1) transforms_.erase(std::prev(transforms_.end()));  // "always" is the first one
        break;
      case 2:
        Pick().state = random_.Chance(50) ? PartitionState::kErrored : PartitionState::kRunning;
        break;
      default:
        Move(Pick());
    }
  }

  TransformReport Report(Instant now) {
    TransformReport report;
    for (auto& [name, partitions] : transforms_) {
      Transform transform{name, "in", {}, {}};
      for (auto& [number, partition] : partitions) {
        EndPhase(partition, now);
        if (partition.phase == Phase::kMissing) continue;
        const bool is_unknown = partition.phase == Phase::kUnknown;
        transform.partitions.push_back(
            {number, partition.node, is_unknown ? PartitionState::kUnknown : partition.state});
      }
      if (!transform.partitions.empty()) report.transforms.push_back(std::move(transform));
    }
    return report;
  }

  void CalmDown() {
    for (auto& [name, partitions] : transforms_) {
      for (auto& [number, partition] : partitions) partition.phase = Phase::kClear;
    }
  }

  Shown Truth() const {
    std::map<int, std::map<std::string, std::map<PartitionState, int>>> counts;
    for (const auto& [name, partitions] : transforms_) {
      for (const auto& [number, partition] : partitions) ++counts[partition.node][name][partition.state];
    }
    Shown truth;
    for (const auto& [node, transforms] : counts) {
      for (const auto& [name, states] : transforms) {
        std::string& text = truth[node][name] = std::string(NameOf(states.rbegin()->first));
        for (const auto& [state, count] : states) text += " " + std::to_string(count) + std::string(NameOf(state));
      }
    }
    return truth;
  }

 private:
  void Deploy(const std::string& name) {
    for (int number = random_.Below(kMaxPartitions); number >= 0; --number) {
      transforms_[name][number].node = random_.Below(kNodes) + 1;
    }
  }
  TruePartition& Pick() {
    auto transform = transforms_.begin();
    std::advance(transform, random_.Below(static_cast<int>(transforms_.size())));
    return transform->second.at(random_.Below(static_cast<int>(transform->second.size())));
  }
  // A new leader, about which reports may be unsure for a while, in several ways one after the other.
  void Move(TruePartition& partition) {
    partition.node = random_.Below(kNodes) + 1;
    partition.phase = static_cast<Phase>(random_.Below(3));
  }
  // Reports are unsure about a partition for less than the debounce time. Then one is sure.
  void EndPhase(TruePartition& partition, Instant now) {
    if (partition.phase != Phase::kClear && !partition.unsure_since.has_value()) partition.unsure_since = now;
    const bool is_over = partition.unsure_since.has_value() && now - *partition.unsure_since > kLongestPhase;
    if (is_over || random_.Chance(20)) partition.phase = Phase::kClear;
    if (partition.phase == Phase::kClear) partition.unsure_since = std::nullopt;
  }

  testing::Random& random_;
  std::map<std::string, TrueTransform> transforms_;
  int next_ = 0;
};

// "3 partitions running, 1 errored" -> " 3running 1errored"
std::string Compact(const std::string& description) {
  std::string compact;
  for (size_t begin = 0; begin < description.size();) {
    const size_t end = std::min(description.find(", ", begin), description.size());
    const std::string part = description.substr(begin, end - begin);
    compact += " " + part.substr(0, part.find(' ')) + part.substr(part.rfind(' ') + 1);
    begin = end + 2;
  }
  return compact;
}

Shown ShownBy(const TransformStatuses& statuses) {
  Shown shown;
  for (const auto& [node_id, status] : statuses.Statuses()) {
    for (const topic::Coprocessor& coprocessor : status.value_or(topic::Status()).coprocessors) {
      shown[node_id][coprocessor.name] = coprocessor.state + Compact(coprocessor.description);
    }
  }
  return shown;
}

bool IsShown(const Shown& shown, const std::string& name) {
  return std::any_of(shown.begin(), shown.end(), [&](const auto& node) { return node.second.contains(name); });
}

void RunHistory(uint64_t seed) {
  SCOPED_TRACE("ROLLCALL_SEED=" + std::to_string(seed));
  testing::Random random(seed);
  Instant now(absl::FromUnixSeconds(1000));
  Cluster cluster(random);
  TransformStatuses statuses({.node_id = std::nullopt, .debounce = kDebounce}, now);
  statuses.OnReport(cluster.Report(now), now);
  for (int step = 0; step < kSteps; ++step) {
    now += absl::Milliseconds(random.Below(6000));
    if (random.Chance(40)) cluster.Change();
    const Shown before = ShownBy(statuses);
    if (random.Chance(20)) {
      random.Chance(50) ? statuses.OnErrorAnswer(now) : statuses.OnSilence(now);
      ASSERT_EQ(ShownBy(statuses), before);
      continue;
    }
    statuses.OnReport(cluster.Report(now), now);
    ASSERT_TRUE(IsShown(ShownBy(statuses), "always")) << "step " << step;
  }
  cluster.CalmDown();
  for (int report = 0; report < 3; ++report) statuses.OnReport(cluster.Report(now), now += kDebounce);
  ASSERT_EQ(ShownBy(statuses), cluster.Truth());
}

TEST(TransformStatusesHistoryTest, ARunningTransformIsAlwaysShownAndTheTruthIsInTheEnd) {
  if (const char* seed = std::getenv("ROLLCALL_SEED")) return RunHistory(std::stoull(seed));
  for (uint64_t seed = 1; seed <= kHistories && !HasFatalFailure(); ++seed) RunHistory(seed);
}

// Without moves and errors of the transforms themselves, the unsure reports of a history change nothing that is shown.
TEST(TransformStatusesHistoryTest, UnsureReportsChangeNothing) {
  for (uint64_t seed = 1; seed <= kHistories && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    testing::Random random(seed);
    Instant now(absl::FromUnixSeconds(1000));
    TransformStatuses statuses({.node_id = std::nullopt, .debounce = kDebounce}, now);
    const TransformReport sure{.feature = TransformReport::Feature::kEnabled,
                               .transforms = {{"a", "in", {}, {{0, 1, PartitionState::kRunning}}},
                                              {"b", "in", {}, {{0, 2, PartitionState::kErrored}}}}};
    statuses.OnReport(sure, now);
    const Shown before = ShownBy(statuses);
    for (int move = 0; move < 10; ++move) {
      for (absl::Duration unsure; unsure < kLongestPhase; unsure += absl::Milliseconds(1 + random.Below(5000))) {
        TransformReport report = sure;
        if (random.Chance(30)) report.transforms.pop_back();
        if (random.Chance(50)) report.transforms[0].partitions[0].state = PartitionState::kUnknown;
        if (random.Chance(30)) report.transforms[0].partitions.clear();
        statuses.OnReport(report, now + unsure);
        ASSERT_EQ(ShownBy(statuses), before);
      }
      statuses.OnReport(sure, now += absl::Minutes(1));
    }
  }
}

}  // namespace
}  // namespace rollcall::agent
