// SPDX-License-Identifier: Apache-2.0
// What a reaper promises, tested on generated histories (tests/testing/reap_world.h): agents, servers and reapers are
// killed, stopped and cut off, and every clock is set.
//
// Each test runs ROLLCALL_SEEDS histories, from ROLLCALL_FIRST_SEED on. ROLLCALL_SEED replays the one that a failure
// names.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/testing/environment.h"
#include "tests/testing/random.h"
#include "tests/testing/reap_world.h"
#include "tests/testing/reaper_model.h"

namespace rollcall::testing {
namespace {

constexpr uint64_t kDefaultSeeds = 200;
constexpr int64_t kLeasesMs[] = {1000, 1000, 2000, 5000, 10'000};
constexpr int64_t kLongestLeaseMs = 10'000;
constexpr int64_t kHourMs = 3'600'000;
// After the last fault: views are fresh again, what a clock that is ahead may delay, three leases, and a share that is
// no longer exceeded.
constexpr TrueMs kPeaceMs = 8 * kLongestLeaseMs + 30'000;

struct Faults {
  int kill = 0;  // the weight of each fault
  int start = 0;
  int stop_agent = 0;
  int cut_agent = 0;
  int set_clock = 0;
  int stop_server = 0;
  int cut_server = 0;
  int lag_server = 0;
  int stop_reaper = 0;
  int slow_percent = 0;
  int lost_percent = 0;
};

constexpr Faults kAllFaults = {.kill = 2,
                               .start = 2,
                               .stop_agent = 3,
                               .cut_agent = 3,
                               .set_clock = 6,
                               .stop_server = 3,
                               .cut_server = 3,
                               .lag_server = 2,
                               .stop_reaper = 6,
                               .slow_percent = 5,
                               .lost_percent = 5};

class ReapHistory {
 public:
  ReapHistory(uint64_t seed, const Faults& faults, int max_reapers)
      : random_(seed), faults_(faults), world_(random_, 2 + random_.Below(6), 1 + random_.Below(3)) {
    const int reaper_count = 1 + random_.Below(max_reapers);
    ReaperModel::Options options{.max_share = random_.Chance(50) ? 1 : 0.5,
                                 .is_alone = reaper_count == 1,
                                 .slow_percent = faults.slow_percent,
                                 .lost_percent = faults.lost_percent};
    for (int i = 0; i < reaper_count; ++i) reapers_.emplace_back(i, options, world_, random_).Start();
    world_.is_log_append_time = random_.Chance(50);
    for (size_t i = 0; i < world_.agents.size(); ++i) {
      if (!random_.Chance(10)) world_.agents[i].lease_ms = random_.Pick(kLeasesMs);
      world_.Start(i);
    }
  }

  // A fault now and then, until `end`.
  void RunFaults(TrueMs end) {
    while (world_.timeline.now() < end && Failure().empty()) {
      world_.timeline.RunUntil(world_.timeline.now() + 100 + random_.Below(4000));
      Disturb();
    }
  }

  void RunInPeace(TrueMs length) {
    for (ReaperModel& reaper : reapers_) reaper.options.slow_percent = reaper.options.lost_percent = 0;
    world_.timeline.RunUntil(world_.timeline.now() + length);
  }

  // Nodes with a lease whose agents are dead, and that the topic does not show as down.
  int CountUnreaped() const {
    int count = 0;
    for (const AgentModel& agent : world_.agents) {
      if (agent.lease_ms > 0 && agent.is_killed && !world_.IsDown(agent.node_id)) ++count;
    }
    return count;
  }

  // Whether the share forbids to reap the nodes that CountUnreaped counts.
  bool IsShareExceeded() const {
    int leased = 0;
    for (const AgentModel& agent : world_.agents) leased += agent.lease_ms > 0 && !world_.IsDown(agent.node_id) ? 1 : 0;
    return CountUnreaped() > reapers_.front().options.max_share * leased;
  }

  std::string Failure() const {
    for (const ReaperModel& reaper : reapers_) {
      if (!reaper.failure().empty()) return reaper.failure();
    }
    return "";
  }

  int64_t Reaped() const {
    int64_t reaped = 0;
    for (const ReaperModel& reaper : reapers_) reaped += reaper.reaped();
    return reaped;
  }

  bool WasHeldBack() const {
    for (const ReaperModel& reaper : reapers_) {
      if (reaper.was_held_back()) return true;
    }
    return false;
  }

  ReapWorld& world() { return world_; }
  Random& random() { return random_; }

 private:
  void Disturb() {
    const TrueMs now = world_.timeline.now();
    const size_t agent = static_cast<size_t>(random_.Below(static_cast<int>(world_.agents.size())));
    ServerModel& server = random_.Pick(world_.servers);
    const int64_t length_ms = random_.Chance(70) ? random_.Below(20'000) : random_.Below(60'000);
    int roll = random_.Below(faults_.kill + faults_.start + faults_.stop_agent + faults_.cut_agent + faults_.set_clock +
                             faults_.stop_server + faults_.cut_server + faults_.lag_server + faults_.stop_reaper + 1);
    const auto happens = [&roll](int weight) { return roll >= 0 && (roll -= weight) < 0; };
    if (happens(faults_.kill)) {
      world_.Kill(agent);
    } else if (happens(faults_.start)) {
      if (world_.agents[agent].is_killed) world_.Start(agent);
    } else if (happens(faults_.stop_agent)) {
      world_.agents[agent].stopped_until = now + length_ms;
      world_.agents[agent].was_disturbed = true;
    } else if (happens(faults_.cut_agent)) {
      world_.agents[agent].cut_until = now + length_ms;
      world_.agents[agent].was_disturbed = true;
    } else if (happens(faults_.set_clock)) {
      SetAClock(agent);
    } else if (happens(faults_.stop_server)) {
      server.stopped_until = now + length_ms;
    } else if (happens(faults_.cut_server)) {
      server.cut_until = now + (random_.Chance(50) ? random_.Below(6000) : length_ms);  // CURRENT for 5 s of it
    } else if (happens(faults_.lag_server)) {
      server.lags_until = now + length_ms;
    } else if (happens(faults_.stop_reaper)) {
      random_.Pick(reapers_).Stop(length_ms);
    }
  }

  // By seconds to hours, forward or back.
  void SetAClock(size_t agent) {
    const int64_t limit_ms = random_.Chance(50) ? 20'000 : 2 * kHourMs;
    const int64_t by_ms = random_.Below(static_cast<int>(2 * limit_ms)) - limit_ms;
    switch (random_.Below(4)) {
      case 0:
        world_.broker_clock_ms += by_ms;
        break;
      case 1:
        world_.agents[agent].clock_ms += by_ms;
        break;
      case 2:
        world_.StepServerClock(static_cast<size_t>(random_.Below(static_cast<int>(world_.servers.size()))), by_ms);
        break;
      default:
        random_.Pick(reapers_).StepClock(by_ms);
    }
  }

  Random random_;
  const Faults faults_;
  ReapWorld world_;
  std::deque<ReaperModel> reapers_;
};

bool IsReplay() { return std::getenv("ROLLCALL_SEED") != nullptr; }

// Calls `run` with each seed, until it returns what is wrong.
template <typename Run>
void RunSeeds(const Run& run) {
  const uint64_t first = FromEnvironment(IsReplay() ? "ROLLCALL_SEED" : "ROLLCALL_FIRST_SEED", 1);
  const uint64_t count = IsReplay() ? 1 : FromEnvironment("ROLLCALL_SEEDS", kDefaultSeeds);
  for (uint64_t seed = first; seed < first + count; ++seed) {
    if (const std::string failure = run(seed); !failure.empty()) {
      ADD_FAILURE() << failure << "\nreplay with ROLLCALL_SEED=" << seed;
      return;
    }
  }
}

// Whatever happens to agents, servers, reapers and clocks: at each record of a reaper, the node had published nothing
// for three leases of true time before the evidence; the evidence was not old; and the share was not exceeded.
TEST(ReapHistoriesTest, NoLivingNodeIsReaped) {
  int64_t reaped = 0;
  RunSeeds([&](uint64_t seed) {
    ReapHistory history(seed, kAllFaults, /*max_reapers=*/3);
    history.RunFaults(120'000);
    reaped += history.Reaped();
    return history.Failure();
  });
  EXPECT_TRUE(IsReplay() || reaped > 0) << "hardly anything happened";
}

// Nodes that nobody disturbs, among clocks that are set, servers and reapers that are stopped, and slow networks.
TEST(ReapHistoriesTest, ClocksReapNobody) {
  Faults faults = kAllFaults;
  faults.kill = faults.stop_agent = faults.cut_agent = 0;
  faults.set_clock = 20;
  RunSeeds([&](uint64_t seed) {
    ReapHistory history(seed, faults, /*max_reapers=*/3);
    history.RunFaults(120'000);
    if (history.Failure().empty() && history.Reaped() > 0) return std::string("a living node was reaped");
    return history.Failure();
  });
}

// When peace returns, dead nodes are reaped, unless they are too many.
TEST(ReapHistoriesTest, DeadNodesAreReapedAfterFaults) {
  int64_t checked = 0;
  RunSeeds([&](uint64_t seed) {
    ReapHistory history(seed, kAllFaults, /*max_reapers=*/3);
    history.RunFaults(60'000);
    history.RunInPeace(kPeaceMs);
    if (!history.Failure().empty()) return history.Failure();
    if (history.IsShareExceeded()) return std::string();
    ++checked;
    return history.CountUnreaped() == 0 ? std::string() : absl::StrCat(history.CountUnreaped(), " were not reaped");
  });
  EXPECT_TRUE(IsReplay() || checked > 0);
}

// With nothing else wrong, a node that is killed is down within three leases and 5 s.
TEST(ReapHistoriesTest, DeadNodesAreReapedInTime) {
  int64_t checked = 0;
  RunSeeds([&](uint64_t seed) {
    ReapHistory history(seed, Faults(), /*max_reapers=*/2);
    ReapWorld& world = history.world();
    history.RunInPeace(10'000 + history.random().Below(10'000));
    const size_t victim = static_cast<size_t>(history.random().Below(static_cast<int>(world.agents.size())));
    world.Kill(victim);
    const int64_t lease_ms = world.agents[victim].lease_ms;
    history.RunInPeace(3 * lease_ms + 5000);
    if (lease_ms == 0 || history.WasHeldBack()) return history.Failure();
    ++checked;
    return history.CountUnreaped() == 0 ? history.Failure() : absl::StrCat("not down in time; lease ", lease_ms);
  });
  EXPECT_TRUE(IsReplay() || checked > 0);
}

// When all nodes fall silent together, one reaper reaps at most its share of them; the check is in each write.
TEST(ReapHistoriesTest, NeverMoreThanTheShare) {
  Faults faults;
  faults.kill = 1;
  faults.start = 1;
  int64_t held_back = 0;
  int64_t reaped = 0;
  RunSeeds([&](uint64_t seed) {
    ReapHistory history(seed, faults, /*max_reapers=*/1);
    history.RunFaults(40'000);
    for (size_t i = 0; i < history.world().agents.size(); ++i) {
      if (history.random().Chance(70)) history.world().Kill(i);
      if (history.random().Chance(30)) history.RunInPeace(history.random().Below(3000));
    }
    history.RunInPeace(60'000);
    held_back += history.WasHeldBack() ? 1 : 0;
    reaped += history.Reaped();
    return history.Failure();
  });
  EXPECT_TRUE(IsReplay() || held_back > 0);
  EXPECT_TRUE(IsReplay() || reaped > 0);
}

}  // namespace
}  // namespace rollcall::testing
