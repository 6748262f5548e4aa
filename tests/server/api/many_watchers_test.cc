// SPDX-License-Identifier: Apache-2.0
// The guarantees of WatchStatus once more, end to end: hundreds of watchers on several connections to two replicas,
// each a real gRPC server on loopback, while a publisher runs. (guarantees_test.cc proves them for the engine alone, on
// many more histories.)
//
// ROLLCALL_SEED: what is published, and who watches how. Threads do not replay: the same seed may pass the next time.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "rollcall/instant.h"
#include "tests/testing/environment.h"
#include "tests/testing/fake_feed.h"
#include "tests/testing/record_author.h"
#include "tests/testing/status_server.h"
#include "tests/testing/waiting.h"
#include "tests/testing/watch_crowd.h"

namespace rollcall::testing {
namespace {

constexpr int kCrowds = 4;  // each with a connection to each replica
constexpr int kWatchersInACrowd = 75;
constexpr int kOffsets = 2000;
constexpr int kReplays = 3;  // of each replica, at random moments
constexpr std::chrono::seconds kLimit(120);

// Offset by offset; nullopt: a gap.
using Log = std::vector<std::optional<ModelRecord>>;

Log WriteLog(Random& random) {
  const RecordAuthor author{random, std::size(kNodeIds)};
  Log log;
  while (log.size() < kOffsets) {
    const int kind = random.Below(100);
    std::optional<ModelRecord> record;
    if (kind < 70) {
      record = author.Status();
    } else if (kind < 85) {
      record = author.Tombstone();
    } else if (kind < 95) {
      record = author.OddRecord();
      if (!record->key.has_value()) continue;
    }
    if (random.Chance(10) && !log.empty() && log.back().has_value()) record = log.back();  // said once more
    if (record.has_value()) {
      record->offset = static_cast<int64_t>(log.size());
      record->timestamp_ms = 1000 + record->offset;  // as FakeFeed has it
    }
    log.push_back(std::move(record));
  }
  return log;
}

std::vector<Wanted> ChooseRequests(Random& random) {
  std::vector<Wanted> all(7);  // the first asks for everything
  all[1].view = v1::NODE_VIEW_FULL;
  for (const int32_t id : {1, 1234, 2, 3}) all[2].filter.add_node_ids(id);
  all[3].filter.add_states(v1::NodeStatus::STATE_DOWN);
  all[3].filter.add_states(v1::NodeStatus::STATE_INVALID);
  all[4].filter.add_names("a*");
  all[5].filter.add_input_topics("x?");
  all[5].view = v1::NODE_VIEW_FULL;
  all[6].filter.add_names("nobody");
  const RecordAuthor author{random, std::size(kNodeIds)};
  while (all.size() < 12) all.push_back({author.Filter()});
  return all;
}

std::vector<ModelRecord> RecordsOf(const Log& log) {
  std::vector<ModelRecord> records;
  for (const auto& record : log) {
    if (record.has_value()) records.push_back(*record);
  }
  return records;
}

struct Replica {
  FakeFeed feed;
  StatusServer server{feed.store()};
};

class ManyWatchersTest : public ::testing::Test {
 protected:
  ManyWatchersTest() {
    for (int i = 0; i < kCrowds; ++i) {
      crowds_.push_back(std::make_unique<WatchCrowd>(scene_, kWatchersInACrowd, random_.Next()));
    }
  }

  void Read(int64_t begin, int64_t end) {
    for (Replica& replica : replicas_) {
      for (int64_t offset = begin; offset < end; ++offset) {
        const std::optional<ModelRecord>& record = log_[static_cast<size_t>(offset)];
        if (!record.has_value()) {
          replica.feed.Skip(1);
        } else if (record->value.has_value()) {
          replica.feed.Read(*record->key, *record->value);
        } else {
          replica.feed.Read(*record->key, std::nullopt);
        }
        if (random_.Chance(50)) replica.feed.Commit();  // else two changes are seen as one
      }
      replica.feed.Commit();
      replica.feed.SetSource(random_.Chance(2) ? v1::SOURCE_STATE_BEHIND : v1::SOURCE_STATE_CURRENT, Instant::Now());
    }
    scene_.published = end - 1;
  }

  bool PaceIs(int64_t revision) const {
    return scene_.failed ||
           std::all_of(crowds_.begin(), crowds_.end(), [&](const auto& crowd) { return crowd->Pace() >= revision; });
  }

  // Does not wait for a change that concerns no watch: that is reported with the next heartbeat.
  bool ArePacedAt(int64_t begin, int64_t end) const {
    return truth_.Changes(begin - 1, end - 1) == 0 || Eventually([&] { return PaceIs(end - 1); });
  }

  // Publishes a few records at a time, and waits until one watcher in each crowd has seen them all.
  void Publish() {
    for (int64_t begin = 0; begin < kOffsets && !scene_.failed;) {
      const int64_t end = std::min<int64_t>(kOffsets, begin + 1 + random_.Below(10));
      Read(begin, end);
      if (!ArePacedAt(begin, end)) {
        ADD_FAILURE() << "Live: quick watchers of everything do not arrive at revision " << end - 1;
        scene_.failed = true;
      }
      if (random_.Below(kOffsets) < kReplays * (end - begin)) replicas_[random_.Below(2)].feed.Replay();
      begin = end;
    }
  }

  void Run() {
    std::vector<std::thread> threads;
    for (const auto& crowd : crowds_) threads.emplace_back([&crowd] { crowd->Run(kLimit); });
    Publish();
    for (std::thread& thread : threads) thread.join();
    for (const auto& crowd : crowds_) EXPECT_EQ(crowd->fault(), "");
  }

  CrowdCounts Counts() const {
    CrowdCounts sum;
    for (const auto& crowd : crowds_) {
      const CrowdCounts& counts = crowd->counts();
      sum.messages += counts.messages;
      sum.checkpoints += counts.checkpoints;
      sum.resumed += counts.resumed;
      sum.resumed_elsewhere += counts.resumed_elsewhere;
      sum.slow_messages += counts.slow_messages;
      sum.slow_changes += counts.slow_changes;
    }
    return sum;
  }

  const uint64_t seed_ = FromEnvironment("ROLLCALL_SEED", 1);
  ::testing::ScopedTrace trace_{__FILE__, __LINE__, "ROLLCALL_SEED=" + std::to_string(seed_)};
  Random random_{seed_};
  const Log log_ = WriteLog(random_);
  const ShownStates truth_{RecordsOf(log_), kOffsets - 1, ChooseRequests(random_)};
  std::array<Replica, 2> replicas_;
  const std::vector<std::string> addresses_ = {replicas_[0].server.address(), replicas_[1].server.address()};
  CrowdScene scene_{truth_, addresses_, kOffsets - 1};
  std::vector<std::unique_ptr<WatchCrowd>> crowds_;
};

TEST_F(ManyWatchersTest, EveryFoldIsTheListAtItsRevisionUntilAllArrive) {
  Run();
  const CrowdCounts counts = Counts();
  EXPECT_GT(counts.resumed, kCrowds * kWatchersInACrowd) << "hardly anybody resumed";
  EXPECT_GT(counts.resumed_elsewhere, counts.resumed / 4) << "hardly anybody resumed on the other replica";
  EXPECT_GT(counts.slow_messages, 0);
  EXPECT_LT(counts.slow_messages, counts.slow_changes / 4)
      << "Conflated: slow readers were sent most changes one by one";
  RecordProperty("messages", std::to_string(counts.messages));
}

}  // namespace
}  // namespace rollcall::testing
