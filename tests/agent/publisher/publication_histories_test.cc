// SPDX-License-Identifier: Apache-2.0
// The guarantees of publishers, each tested on generated histories (tests/testing/publication_history.h) that stress
// what could break it.
//
// Each test runs ROLLCALL_SEEDS histories, from ROLLCALL_FIRST_SEED on. ROLLCALL_SEED replays the one that a failure
// names.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/testing/environment.h"
#include "tests/testing/publication_history.h"
#include "tests/testing/shrink.h"

namespace rollcall::testing {
namespace {

constexpr uint64_t kDefaultSeeds = 50;

// True if one history is replayed, in which not everything need happen.
bool IsReplay() { return std::getenv("ROLLCALL_SEED") != nullptr; }

void Add(const PublicationHistory::Counts& counts, PublicationHistory::Counts& sum) {
  sum.changes += counts.changes;
  sum.leases += counts.leases;
  sum.corrections += counts.corrections;
  sum.retries += counts.retries;
  sum.yields += counts.yields;
  sum.takeovers += counts.takeovers;
  sum.late += counts.late;
}

// Runs the histories and stops at the first that fails.
PublicationHistory::Counts RunHistories(const PublicationHistoryOptions& options) {
  PublicationHistory::Counts sum;
  const bool one = IsReplay();
  const uint64_t first = FromEnvironment(one ? "ROLLCALL_SEED" : "ROLLCALL_FIRST_SEED", 1);
  const uint64_t count = one ? 1 : FromEnvironment("ROLLCALL_SEEDS", kDefaultSeeds);
  for (uint64_t seed = first; seed < first + count; ++seed) {
    PublicationHistory history(seed, options);
    const std::string failure = history.Run();
    if (!failure.empty()) {
      ADD_FAILURE() << failure << "\nreplay with ROLLCALL_SEED=" << seed << "; what it takes to fail:\n"
                    << Explain<PublicationHistory>(seed, options);
      break;
    }
    Add(history.counts(), sum);
  }
  if (!one) {
    EXPECT_GT(sum.changes, static_cast<int64_t>(count)) << "hardly anything happened";
  }
  return sum;
}

// An older state never lands after a newer one; a given-up attempt that does is followed by the newer state.
TEST(PublicationHistoriesTest, NeverBackwards) {
  PublicationHistoryOptions options;
  options.weights.spoil_sink = 15;
  options.weights.burst = 15;
  const PublicationHistory::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.late > 0);
  EXPECT_TRUE(IsReplay() || counts.retries > 0);
}

// No record without a cause.
TEST(PublicationHistoriesTest, OnlyOnChange) {
  PublicationHistoryOptions options;
  options.weights.set = 60;
  options.weights.burst = 15;
  options.weights.retire = 6;
  RunHistories(options);
}

// A node that is up says so at least once a lease.
TEST(PublicationHistoriesTest, Leased) {
  PublicationHistoryOptions options;
  options.publishers = 1;
  options.weights.skip_time = 30;
  options.weights.crash = 0;
  const PublicationHistory::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.leases > 0);
}

// What somebody else wrote for a living node, or removed, is followed by the node's own state.
TEST(PublicationHistoriesTest, Corrected) {
  PublicationHistoryOptions options;
  options.weights.write_foreign = 60;
  options.weights.lose_tail = 4;
  options.weights.recreate_topic = 4;
  options.weights.read_again = 6;
  const PublicationHistory::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.corrections > 0);
}

// In the end one publisher owns the node, and the topic shows its state.
TEST(PublicationHistoriesTest, Converges) {
  PublicationHistoryOptions options;
  options.weights.start = 15;
  options.weights.crash = 8;
  options.weights.stop = 10;
  options.weights.cut_follower = 10;
  options.weights.skip_time = 10;
  const PublicationHistory::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.yields > 0);
  EXPECT_TRUE(IsReplay() || counts.takeovers > 0);
}

// While nothing fails, the publisher that was started last owns the node, whatever the clocks of the machines show. It
// finds the older one's generation on the topic: so nothing is compacted in the moment before a foreign record, which
// replaced the older one's, is corrected.
TEST(PublicationHistoriesTest, NewestOwns) {
  PublicationHistoryOptions options;
  options.newest_owns = true;
  options.weights.start = 15;
  options.weights.crash = 0;
  options.weights.retire = 0;
  options.weights.stop = 0;
  options.weights.cut_follower = 0;
  options.weights.spoil_sink = 0;
  options.weights.compact = 0;
  options.weights.lose_tail = 0;
  options.weights.recreate_topic = 0;
  const PublicationHistory::Counts counts = RunHistories(options);
  EXPECT_TRUE(IsReplay() || counts.yields > 0);
}

}  // namespace
}  // namespace rollcall::testing
