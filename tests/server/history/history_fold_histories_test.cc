// SPDX-License-Identifier: Apache-2.0
// The fold on generated topics, with compaction, transactions and deleted records, compared with every record that was
// ever written: what it calls certain is what was true, and from where it calls itself complete nothing is missing.
// ROLLCALL_SEED replays a history, as in guarantees_test.cc.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/history/history_fold.h"
#include "tests/testing/environment.h"
#include "tests/testing/expected_state.h"
#include "tests/testing/record_author.h"
#include "tests/testing/topic_model.h"

namespace rollcall::history {
namespace {

using testing::ModelRecord;
using testing::Nodes;

constexpr int kSteps = 70;

struct Counts {
  int certain = 0;
  int uncertain = 0;
  int uncertain_after = 0;
  int partly_complete = 0;  // histories that are complete from somewhere in the middle
  int whole = 0;            // complete from offset 0
};

// A topic and all that was ever committed to it.
class GeneratedTopic {
 public:
  GeneratedTopic(uint64_t seed, bool may_lose) : random_(seed), may_lose_(may_lose) {
    for (int step = 0; step < kSteps; ++step) Step();
    while (topic_.IsTransactionOpen()) topic_.EndTransaction(random_.Chance(50));
    Remember();
    for (const auto& [offset, record] : written_) all_.push_back(record);
  }

  const testing::TopicModel& topic() const { return topic_; }
  // The nodes as they were after the record at `offset`.
  Nodes At(int64_t offset) const { return testing::ExpectedNodes(all_, offset, {}, v1::NODE_VIEW_BASIC); }

 private:
  void Step() {
    now_ += absl::Seconds(1);
    const int action = random_.Below(100);
    if (action < 55) return Append(author_.Status());
    if (action < 75) return Append(author_.Tombstone());
    if (action < 80) return Append(author_.OddRecord());
    if (!may_lose_) return;
    if (action < 84) return Transact();
    if (action < 86) return topic_.AppendMarker();
    if (action < 95) return topic_.Compact(random_, now_);
    if (action < 97) now_ += topic_.delete_retention();
    if (action >= 99 && !topic_.IsTransactionOpen()) DeleteSome();
  }

  void Append(ModelRecord record) { topic_.Append(std::move(record), now_); }

  void Transact() {
    if (topic_.IsTransactionOpen() && random_.Chance(50)) return topic_.EndTransaction(random_.Chance(50));
    topic_.AppendToTransaction(author_.Status(), now_);
  }

  void DeleteSome() {
    Remember();
    topic_.DeleteBefore(random_.Below(static_cast<int>(topic_.end()) + 1));
  }

  void Remember() {
    for (const ModelRecord& record : topic_.History(topic_.generation())) written_[record.offset] = record;
  }

  testing::Random random_;
  const bool may_lose_;
  testing::RecordAuthor author_{random_, 6};
  testing::TopicModel topic_{absl::Seconds(20)};
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  std::map<int64_t, ModelRecord> written_;
  std::vector<ModelRecord> all_;
};

Nodes OneNode(int32_t id, const encoding::EncodedNodePtr& node) {
  Nodes nodes;
  if (node == nullptr) return nodes;
  const std::string bytes = std::string(node->head()).append(node->rows()).append(node->tail());
  EXPECT_TRUE(nodes[id].ParseFromString(bytes));
  return nodes;
}

Nodes Only(int32_t id, const Nodes& all) {
  Nodes nodes;
  if (const auto found = all.find(id); found != all.end()) nodes.insert(*found);
  return nodes;
}

// Checks one history. Returns what is wrong; empty if nothing is.
class Check {
 public:
  Check(const GeneratedTopic& generated, Counts& counts) : generated_(generated), counts_(counts) {}

  std::string Run() {
    const testing::TopicModel& topic = generated_.topic();
    fold_.Begin(topic.start());
    for (const ModelRecord* record = topic.FirstFrom(0); record != nullptr;
         record = topic.FirstFrom(record->offset + 1)) {
      steps_[record->offset] = fold_.Apply(record->View());
    }
    fold_.End(topic.end());
    counts_.whole += fold_.complete_from() == 0 ? 1 : 0;
    counts_.partly_complete += fold_.complete_from() > 0 && fold_.complete_from() < topic.end() ? 1 : 0;
    Nodes before;
    for (int64_t offset = 0; offset < topic.end() && failure_.empty(); ++offset) {
      Nodes after = generated_.At(offset);
      CheckOffset(offset, before, after);
      before = std::move(after);
    }
    return failure_;
  }

 private:
  void CheckOffset(int64_t offset, const Nodes& before, const Nodes& after) {
    for (const NodeStep& step : steps_[offset]) {
      ++(step.before_uncertain ? counts_.uncertain : counts_.certain);
      counts_.uncertain_after += step.after_uncertain ? 1 : 0;
      const bool is_own = step.after != nullptr && step.after->offset == offset;
      if (!step.before_uncertain) Compare("before", offset, step.node_id, step.before, before);
      if (!step.after_uncertain || is_own) Compare("after", offset, step.node_id, step.after, after);
    }
    if (offset >= fold_.complete_from()) CheckNothingIsMissing(offset, before, after);
  }

  void CheckNothingIsMissing(int64_t offset, const Nodes& before, const Nodes& after) {
    for (const int32_t id : testing::kNodeIds) {
      if (testing::Difference(Only(id, before), Only(id, after)).empty()) continue;
      const std::vector<NodeStep>& steps = steps_[offset];
      const bool is_told =
          std::any_of(steps.begin(), steps.end(), [id](const NodeStep& step) { return step.node_id == id; });
      if (!is_told) failure_ = absl::StrCat("the change of node ", id, " at offset ", offset, " is missing");
    }
  }

  void Compare(const char* which, int64_t offset, int32_t id, const encoding::EncodedNodePtr& node,
               const Nodes& expected) {
    const std::string difference = testing::Difference(OneNode(id, node), Only(id, expected));
    if (!difference.empty()) failure_ = absl::StrCat(which, " the record at offset ", offset, ": ", difference);
  }

  const GeneratedTopic& generated_;
  Counts& counts_;
  const select::Filter all_;
  HistoryFold fold_{all_};
  std::map<int64_t, std::vector<NodeStep>> steps_;
  std::string failure_;
};

Counts RunHistories(bool may_lose) {
  Counts counts;
  const bool one = std::getenv("ROLLCALL_SEED") != nullptr;
  const uint64_t first = testing::FromEnvironment(one ? "ROLLCALL_SEED" : "ROLLCALL_FIRST_SEED", 1);
  const uint64_t count = one ? 1 : testing::FromEnvironment("ROLLCALL_SEEDS", 40);
  for (uint64_t seed = first; seed < first + count; ++seed) {
    const GeneratedTopic topic(seed, may_lose);
    const std::string failure = Check(topic, counts).Run();
    EXPECT_EQ(failure, "") << "replay with ROLLCALL_SEED=" << seed;
    if (!failure.empty()) break;
  }
  return counts;
}

TEST(HistoryFoldHistoriesTest, OfALogThatIsWholeEverythingIsCertain) {
  const Counts counts = RunHistories(/*may_lose=*/false);
  EXPECT_GT(counts.certain, 0);
  EXPECT_EQ(counts.uncertain, 0);
  EXPECT_EQ(counts.uncertain_after, 0);
  EXPECT_EQ(counts.partly_complete, 0);
  EXPECT_GT(counts.whole, 0);
}

TEST(HistoryFoldHistoriesTest, WhatIsCalledCertainWasTrue) {
  const Counts counts = RunHistories(/*may_lose=*/true);
  if (std::getenv("ROLLCALL_SEED") != nullptr) return;
  EXPECT_GT(counts.certain, 100);
  EXPECT_GT(counts.uncertain, 100);
  EXPECT_GT(counts.uncertain_after, 10);
  EXPECT_GT(counts.partly_complete, 3);
}

}  // namespace
}  // namespace rollcall::history
