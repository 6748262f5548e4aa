// SPDX-License-Identifier: Apache-2.0
// The guarantees of WatchStatus, each tested on generated histories (tests/testing/history.h) that stress what could
// break it.
//
// Each test runs ROLLCALL_SEEDS histories, from ROLLCALL_FIRST_SEED on. ROLLCALL_SEED replays the one that a failure
// names.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/log.h"
#include "tests/testing/environment.h"
#include "tests/testing/history.h"
#include "tests/testing/shrink.h"

namespace rollcall::testing {
namespace {

constexpr uint64_t kDefaultSeeds = 300;

// True if one history is replayed, in which not everything need happen.
bool IsReplay() { return std::getenv("ROLLCALL_SEED") != nullptr; }

// Runs the histories and stops at the first that fails.
History::Counts RunHistories(const HistoryOptions& options) {
  [[maybe_unused]] static const bool is_quiet = (SetUpLog(LogLevel::kError), true);  // the histories are full of faults
  History::Counts sum;
  const bool one = IsReplay();
  const uint64_t first = FromEnvironment(one ? "ROLLCALL_SEED" : "ROLLCALL_FIRST_SEED", 1);
  const uint64_t count = one ? 1 : FromEnvironment("ROLLCALL_SEEDS", kDefaultSeeds);
  const uint64_t last = first + count - 1;
  for (uint64_t seed = first; seed <= last; ++seed) {
    History history(seed, options);
    const std::string failure = history.Run();
    if (!failure.empty()) {
      ADD_FAILURE() << failure << "\nreplay with ROLLCALL_SEED=" << seed << "; what it takes to fail:\n"
                    << Explain<History>(seed, options);
      break;
    }
    sum.checkpoints += history.counts().checkpoints;
    sum.resumed += history.counts().resumed;
    sum.snapshots += history.counts().snapshots;
    sum.unfinished += history.counts().unfinished;
    sum.explained += history.counts().explained;
    sum.resumed_behind += history.counts().resumed_behind;
    sum.behind_divided += history.counts().behind_divided;
    sum.held_back += history.counts().held_back;
    sum.sent_behind += history.counts().sent_behind;
  }
  if (!one) {
    EXPECT_GT(sum.checkpoints, static_cast<int64_t>(count)) << "hardly anything happened";
    EXPECT_GT(sum.sent_behind, 0) << "no selection was caught up in slices";
  }
  return sum;
}

// Checkpoint revisions never go back between two snapshot_started.
TEST(GuaranteesTest, Ordered) {
  HistoryOptions options;
  options.weights.restart_replica = 4;
  options.weights.disconnect = 8;
  options.weights.lose_tail = 1;
  RunHistories(options);
}

// Folding any stream equals a list at each checkpoint's revision, digest included.
TEST(GuaranteesTest, Complete) {
  HistoryOptions options;
  options.steps = 200;
  RunHistories(options);
}

// A node that changed many times behind a slow watch arrives once, in its newest form.
TEST(GuaranteesTest, Conflated) {
  HistoryOptions options;
  options.weights.receive = 10;
  options.weights.publish_status = 60;
  options.max_batch_bytes = 1 << 20;
  RunHistories(options);
}

// Messages are bounded, and so is what a watch is sent, however far it lags behind.
TEST(GuaranteesTest, Bounded) {
  HistoryOptions options;
  options.clients = 2;
  options.replicas = 1;
  options.max_batch_bytes = 100;
  const History::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.unfinished > 0);
}

// A token from any replica works on any other: exactly what changed, or a snapshot.
TEST(GuaranteesTest, Resumable) {
  HistoryOptions options;
  options.weights.disconnect = 25;
  options.weights.cut = 3;
  options.weights.cut_catch_up = 12;
  options.weights.restart_replica = 3;
  options.weights.lose_tail = 1;
  options.weights.delete_records = 1;
  options.weights.skip_time = 3;
  options.weights.compact = 12;
  const History::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.resumed > 0);
  EXPECT_TRUE(IsReplay() || counts.snapshots > 0);
  EXPECT_TRUE(IsReplay() || counts.resumed_behind > 0);
}

// Under constant change a slow watch still reaches a checkpoint, and every watch gets its heartbeats.
TEST(GuaranteesTest, Live) {
  HistoryOptions options;
  options.clients = 6;
  options.replicas = 1;
  options.max_batch_bytes = 1;  // one node in each message, so that every watch is slow
  options.weights.publish_status = 60;
  options.weights.receive = 80;
  options.weights.disconnect = 8;
  options.weights.cut = 4;
  options.steps = 200;
  RunHistories(options);
}

// A filtered watch shows exactly what ListNodes shows for the same filter.
TEST(GuaranteesTest, Trimmed) {
  HistoryOptions options;
  options.clients = 10;
  options.replicas = 1;
  options.weights.receive = 80;
  options.max_removed = 3;
  const History::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.explained > 0);
}

// What was acknowledged before as_of_time is not missing, also if the leader is cut off or a transaction is open.
TEST(GuaranteesTest, Current) {
  HistoryOptions options;
  options.weights.read = 50;
  options.weights.receive = 20;
  options.weights.transact = 6;
  options.weights.elect_leader = 2;
  options.weights.divide = 4;
  options.weights.lose_tail = 1;
  options.weights.delete_records = 1;
  options.weights.skip_time = 3;
  const History::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.behind_divided > 0);
  EXPECT_TRUE(IsReplay() || counts.held_back > 0);
}

}  // namespace
}  // namespace rollcall::testing
