// SPDX-License-Identifier: Apache-2.0
// A generated history: a topic, replicas that read it, and clients that watch the replicas. Each step is one action,
// such as "publish a status" or "a client receives messages", which is picked at random by the weights of the actions.
// After every message the guarantees of WatchStatus are checked against the topic's own records.
//
// There are no threads and no real clock, so a seed replays exactly: run
//
//   ROLLCALL_SEED=17 build/dev/tests/guarantees_test --gtest_filter='*.Resumable'
//
// with the seed and the test that a failure names. The action of a step depends only on the seed and on the step's
// number, so steps can be left out (shrink.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/watch/watcher.h"
#include "tests/testing/cluster_model.h"
#include "tests/testing/expected_state.h"
#include "tests/testing/fold_client.h"
#include "tests/testing/random.h"
#include "tests/testing/record_author.h"
#include "tests/testing/replica_model.h"

namespace rollcall::testing {

// How often each action is taken, relative to the others. 0: never.
struct ActionWeights {
  int publish_status = 30;
  int publish_tombstone = 8;
  int publish_odd_record = 3;
  int append_marker = 2;
  int compact = 6;
  int lose_tail = 0;
  int delete_records = 0;
  int recreate_topic = 1;  // deleted, created again, and filled at once
  int skip_time = 1;       // up to the time for which tombstones are kept
  int read = 25;           // a replica reads
  int probe = 3;           // a replica probes, and does not read
  int restart_replica = 1;
  int drop_selections = 1;  // a replica drops its selections that no watcher uses
  int set_clock = 1;        // of a replica: its wall clock
  int report_topic = 2;     // a broker stops answering a replica's monitor, or answers again
  int receive = 40;         // a client receives messages
  int disconnect = 4;       // a client disconnects at a checkpoint
  int cut = 1;              // a client is disconnected, perhaps between two checkpoints
  int cut_catch_up = 4;     // a client is disconnected between two checkpoints and resumes on a replica that lags
  int return_late = 1;      // a client is away while tombstones are removed and resumes on a replica that was restarted
  int transact = 3;         // a transaction begins, goes on or ends
  int elect_leader = 1;     // a leader that has all records
  int divide = 1;           // the leader is cut off, and another one is elected; or this is over
};

struct HistoryOptions {
  int steps = 120;
  int replicas = 3;
  int clients = 4;
  size_t max_batch_bytes = 400;
  size_t max_removed = 6;
  state::IndexLimits limits = {.max_deleted = 6};
  ActionWeights weights;
};

class History {
 public:
  History(uint64_t seed, const HistoryOptions& options);

  // Runs only these of the steps 0 to options.steps - 1, in this order.
  void RunOnly(std::vector<int> steps) { steps_ = std::move(steps); }

  // Runs the steps; call it once. Returns what went wrong, after the name of the broken guarantee and a colon; empty if
  // nothing did.
  std::string Run();

  // How much was seen, so that a test can notice a history in which nothing happened.
  struct Counts {
    int64_t checkpoints = 0;
    int64_t resumed = 0;     // watches that continued from a token without a snapshot
    int64_t snapshots = 0;   // snapshots that were sent although none was requested
    int64_t unfinished = 0;  // messages without a checkpoint
    int64_t explained = 0;   // removed nodes of which the server said what they say now
    // Watches that were cut between two checkpoints, and resumed from a token on a replica that was behind the one that
    // had sent the messages after the token's checkpoint.
    int64_t resumed_behind = 0;
    // Replicas that had read and lacked something while a leader was cut off, or while a transaction was open.
    int64_t behind_divided = 0;
    int64_t held_back = 0;
    // Messages of a selection that had not caught up with its replica's revision.
    int64_t sent_behind = 0;
  };
  const Counts& counts() const { return counts_; }

  // Keeps what was done, a line a step, for a person.
  void Trace() { is_tracing_ = true; }
  const std::vector<std::string>& trace() const { return trace_; }

 private:
  struct Replica {
    absl::Duration wall_ahead;  // its machine's clock, of the true time
    std::unique_ptr<ReplicaModel> model;
    std::map<std::string, std::shared_ptr<watch::Selection>> selections;  // kept unused: they then lag
    std::unique_ptr<watch::FrozenOrderSlot> frozen_slot = std::make_unique<watch::FrozenOrderSlot>();
  };
  struct Client {
    v1::Filter filter;
    v1::NodeView view = v1::NODE_VIEW_BASIC;
    FoldClient fold;
    size_t replica = 0;
    std::unique_ptr<watch::Watcher> watcher;  // null while it is disconnected
    bool opened_with_token = false;
    std::optional<int64_t> min_revision;
    int messages = 0;  // since the watcher was opened
    absl::Time last_message_at;
  };

  void Step(int number);
  std::string Describe() const;
  void PublishStatus();
  void PublishTombstone();
  void PublishOddRecord();
  void Publish(ModelRecord record);
  void AppendMarker();
  void Compact();
  void LoseTail();
  void DeleteRecords();
  void RecreateTopic();
  void SkipTime();
  void Read();
  void Probe();
  void RestartReplica();
  void DropSelections();
  void SetClock();
  void SetClock(Replica& replica);
  void ReportTopic();
  void Receive();
  void Disconnect();
  void Cut();
  void CutCatchUp();
  void ReturnLate();
  void Transact();
  void ElectLeader();
  void Divide();
  void Heal();

  void Open(Client& client, size_t which);
  void Close(Client& client);
  void Start(Replica& replica, state::IndexLimits limits);
  void Restart(size_t which);
  std::shared_ptr<watch::Selection> SelectionFor(Replica& replica, const Client& client);
  static bool IsInCatchUp(const Client& client);
  int64_t RevisionOf(size_t replica) const;
  // The replica with the lowest revision that is not below the client's checkpoint; nullopt if there is none.
  std::optional<size_t> FindLaggard(const Client& client) const;
  // What an event loop does when it has time: a part of the work of the client's selection, or all of it.
  void DoSlices(Client& client);
  bool FinishWork(Client& client);
  // Returns true if a message was received.
  bool ReceiveMessage(Client& client);
  void OnMessage(Client& client, std::string fault);
  std::string CheckMessage(const Client& client) const;
  std::string CheckRemoved(const Client& client, const v1::RemovedNode& removed) const;
  std::string CheckCheckpoint(Client& client);
  std::string CheckList(const Replica& replica) const;
  // `shown` is the generation of the topic that the revision is of.
  std::string CheckEvidence(size_t shown, int64_t revision, absl::Time as_of) const;
  void CheckEvidence(const Replica& replica);
  void Count(const Client& client);
  void ReadAll(Replica& replica);
  void CheckAtRest();
  void Drain(Client& client);
  void CheckArrives(Client& client);
  void CheckHeartbeat(Client& client);
  void Fail(std::string what) {
    if (failure_.empty()) failure_ = std::move(what);
  }

  static constexpr absl::Duration kHeartbeat = absl::Seconds(15);

  const uint64_t seed_;
  const HistoryOptions options_;
  std::vector<int> steps_;
  Random random_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  RecordAuthor author_;
  ClusterModel cluster_{absl::Seconds(100)};
  TopicModel& topic_ = cluster_.topic();
  std::vector<absl::Time> ended_at_;  // by generation of the topic, without the present one
  std::vector<Replica> replicas_;
  uint64_t processes_ = 0;  // started so far
  std::vector<Client> clients_;
  Counts counts_;
  std::string failure_;
  bool has_run_ = false;
  bool is_tracing_ = false;
  std::vector<std::string> trace_;
};

}  // namespace rollcall::testing
