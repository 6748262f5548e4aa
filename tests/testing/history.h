// SPDX-License-Identifier: Apache-2.0
// A generated history: a topic, replicas that read it, and clients that watch them, driven at random by a seed. After
// every message the guarantees of WatchStatus are checked against the topic's own records. No threads, no clock: a seed
// replays exactly. What a step does follows from the seed and its number alone, so that steps can be left out
// (shrink.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/watch/watcher.h"
#include "tests/testing/expected_state.h"
#include "tests/testing/fold_client.h"
#include "tests/testing/random.h"
#include "tests/testing/record_author.h"
#include "tests/testing/replica_model.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

// How often what happens, relative to each other.
struct Habits {
  int steps = 120;
  int replicas = 3;
  int clients = 4;
  size_t max_batch_bytes = 400;
  size_t max_removed = 6;
  state::IndexLimits limits = {.max_deleted = 6};

  int publish = 30;
  int tombstone = 8;
  int oddity = 3;
  int marker = 2;
  int compact = 6;
  int truncate = 0;
  int delete_before = 0;
  int jump = 1;     // of the clock, up to the time for which tombstones are kept
  int read = 25;    // by a replica
  int restart = 1;  // of a replica
  int drop = 1;     // of a replica's selections that nobody uses now
  int source = 2;   // a broker answers no more, or again
  int watch = 40;   // a client takes a message
  int disconnect = 4;
  int cut = 1;  // as disconnect, but in the middle of what it was being sent
};

class History {
 public:
  History(uint64_t seed, const Habits& habits);

  // Only these of the steps 0 to habits.steps - 1, in this order.
  void RunOnly(std::vector<int> steps) { steps_ = std::move(steps); }

  // What went wrong, with the guarantee's name in front; empty: nothing.
  std::string Run();

  // How much was seen, so that a test can tell a history in which nothing happened.
  struct Counts {
    int64_t checkpoints = 0;
    int64_t resumed = 0;     // watches that went on from a token without a snapshot
    int64_t snapshots = 0;   // that a token or a cursor had to be answered with
    int64_t unfinished = 0;  // messages without a checkpoint
  };
  const Counts& counts() const { return counts_; }

  // Keeps what was done, a line a step, for a person.
  void Trace() { tracing_ = true; }
  const std::vector<std::string>& trace() const { return trace_; }

 private:
  struct Replica {
    std::unique_ptr<ReplicaModel> model;
    std::map<std::string, std::shared_ptr<watch::Selection>> selections;  // kept: they lag while nobody reads them
    std::unique_ptr<watch::FrozenOrderSlot> frozen_slot = std::make_unique<watch::FrozenOrderSlot>();
  };
  struct Client {
    v1::Filter filter;
    v1::NodeView view = v1::NODE_VIEW_BASIC;
    FoldClient fold;
    std::string resume_token;
    bool cut = false;  // it holds parts of what it was not sent to the end
    size_t replica = 0;
    std::unique_ptr<watch::Watcher> watcher;  // null: disconnected
    bool opened_with_token = false;
    std::optional<int64_t> min_revision;
    int messages = 0;  // since it was opened
    absl::Time heard_at;
  };

  void Step(int number);
  std::string Describe() const;
  void PublishStatus();
  void PublishTombstone();
  void PublishOddity();
  void PublishSome(ModelRecord record);
  void AppendMarker();
  void Compact();
  void Truncate();
  void DeleteBefore();
  void Jump();
  void Read();
  void RestartReplica();
  void DropSelections();
  void ChangeSource();
  void Watch();
  void Disconnect();
  void Cut();

  void Open(Client& client);
  void Close(Client& client);
  std::shared_ptr<watch::Selection> SelectionFor(Replica& replica, const Client& client);
  // True: a message was taken.
  bool TakeMessage(Client& client);
  std::string CheckMessage(const Client& client) const;
  std::string CheckCheckpoint(Client& client);
  std::string CheckList(const Replica& replica) const;
  void Count(const Client& client);
  void ReadAll(Replica& replica);
  void ComeToRest();
  void Drain(Client& client);
  void Settle(Client& client);
  void CheckHeartbeat(Client& client);
  void Fail(std::string what) {
    if (failure_.empty()) failure_ = std::move(what);
  }

  const uint64_t seed_;
  const Habits habits_;
  std::vector<int> steps_;
  Random random_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  RecordAuthor author_;
  TopicModel topic_{absl::Seconds(100)};
  std::vector<Replica> replicas_;
  std::vector<Client> clients_;
  Counts counts_;
  std::string failure_;
  bool tracing_ = false;
  std::vector<std::string> trace_;
};

}  // namespace rollcall::testing
