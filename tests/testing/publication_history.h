// SPDX-License-Identifier: Apache-2.0
// A generated history of publishers: a topic in memory, publishers of a few nodes, and everything that can go wrong
// between them. Each step is one action, such as "a person writes a record" or "a publisher is stopped", which is
// picked at random by the weights of the actions. The guarantees of publishers are checked all the time:
//
//   NeverBackwards  An older state of a publisher never lands after a newer one. A given-up attempt may, and is soon
//                   followed by the newer state. At most one record is in flight, and it has the newest state.
//   OnlyOnChange    Each record has a cause, and no cause has more records than it explains.
//   Leased          While nothing fails, there is never more than a lease between two records of a node that is up.
//   Corrected       While nothing fails, the topic shows the state of the publisher that owns the node, at the latest
//                   a minute after something else was written.
//   Converges       After everything was healed, each node has exactly one owner, the other publishers have yielded,
//                   the topic shows the owner's state, and nothing but leases is published any more.
//
// There are no threads and no real clock, so a seed replays exactly. The action of a step depends only on the seed and
// on the step's number, so steps can be left out (shrink.h).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "agent/publisher/node_publication.h"
#include "tests/testing/event_queue.h"
#include "tests/testing/random.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

// How often each action is taken, relative to the others. 0: never.
struct PublicationWeights {
  int set = 30;            // a publisher's node has another state, or the same
  int burst = 6;           // several states within milliseconds
  int retire = 2;          // a publisher's node should be gone
  int start = 4;           // a publisher is started, on a machine with any clock
  int crash = 2;           // a publisher is killed; its record in flight may still land
  int stop = 3;            // a publisher is stopped, as by SIGSTOP, or goes on
  int cut_follower = 3;    // a publisher cannot read the topic, or can again
  int read_again = 2;      // a publisher reads the topic from its start
  int spoil_sink = 4;      // a publisher's records fail with an unknown outcome, or do not fail any more
  int write_foreign = 10;  // by a person, a reaper, or an engine that knows no instances
  int compact = 4;
  int lose_tail = 1;
  int recreate_topic = 1;
  int skip_time = 5;  // up to several leases
};

struct PublicationHistoryOptions {
  int steps = 60;
  int nodes = 2;
  int publishers = 3;  // that live at a time, of one node
  // The publisher that was started last must own its node in the end. Only if nothing stops or fails; no state is
  // "down", because then an older publisher may take over.
  bool newest_owns = false;
  PublicationWeights weights;
};

class PublicationHistory {
 public:
  PublicationHistory(uint64_t seed, const PublicationHistoryOptions& options);

  // Runs only these of the steps 0 to options.steps - 1, in this order.
  void RunOnly(std::vector<int> steps) { steps_ = std::move(steps); }
  // Runs the steps; call it once. Returns what went wrong, after the name of the broken guarantee and a colon; empty if
  // nothing did.
  std::string Run();

  // How much was seen, so that a test can notice a history in which nothing happened.
  struct Counts {
    int64_t changes = 0;  // records about a change, and so on
    int64_t leases = 0;
    int64_t corrections = 0;
    int64_t retries = 0;
    int64_t yields = 0;
    int64_t takeovers = 0;
    int64_t late = 0;  // older states that landed after newer ones
  };
  const Counts& counts() const { return counts_; }

  // Keeps what was done, for a person.
  void Trace() { is_tracing_ = true; }
  const std::vector<std::string>& trace() const { return trace_; }

 private:
  using NodePublication = agent::NodePublication;
  enum class Sink { kHealthy, kFlaky, kAway };

  struct Sent {
    agent::Record record;
    std::optional<std::string> shows;  // the status; nullopt for a tombstone: another key may have a status
    Instant started;
    int number = 0;
    bool is_given_up = false;
  };

  struct Publisher {
    int number = 0;
    int32_t node_id = 0;
    agent::PublicationOptions options;
    std::unique_ptr<NodePublication> publication;
    bool is_alive = true;
    bool is_stopped = false;
    std::vector<std::function<void()>> missed;  // while it was stopped
    Instant wakes_at = Instant::InfinitePast();

    std::optional<std::string> content;  // the present state; nullopt: retired

    bool can_read = true;
    bool reads_again = true;
    bool is_read_scheduled = false;
    size_t generation = 0;  // of the topic that it reads
    int64_t position = 0;
    bool awaits_end = false;
    struct End {
      int64_t offset;
      Instant asked_at;
    };
    std::optional<End> end;  // that it reads up to

    Sink sink = Sink::kHealthy;
    Instant lands_after = Instant::InfinitePast();  // the records of one producer land in order
    bool is_in_flight = false;
    int sends = 0;
    int last_landed = -1;  // the largest number of a record that landed

    // For the checks.
    bool is_owner = true;
    std::optional<std::string> shown;  // the status that was acknowledged last; nullopt: unknown, or a tombstone
    Instant disturbed_at;              // when something last failed, or was healed
    Instant landed_at = Instant::InfinitePast();
    Instant acked_start = Instant::InfinitePast();  // when the record that was acknowledged last was sent
    Instant last_change = Instant::InfinitePast();
    Instant set_at;
    Instant right_at = Instant::InfinitePast();  // when the topic last showed its present state
    int64_t sets = 0;
    int64_t retires = 0;
    int64_t failures = 0;
    int64_t reasons_to_correct = 0;
    int64_t changes = 0;
    int64_t corrections = 0;
    int64_t retries = 0;
    int64_t tombstones = 0;
  };
  using PublisherPtr = std::shared_ptr<Publisher>;

  struct Shown {
    int64_t offset = -1;
    std::optional<std::string> value;
  };

  // Actions.
  void Step(int number);
  void Set();
  void Burst();
  void Retire();
  void Start();
  void Crash();
  void Stop();
  void CutFollower();
  void ReadAgain();
  void SpoilSink();
  void WriteForeign();
  void Compact();
  void LoseTail();
  void RecreateTopic();
  void SkipTime();
  void OnTopicLost();
  void SetState(Publisher& publisher, std::optional<std::string> content);
  void StartPublisher(int32_t node_id);
  void Wake(const PublisherPtr& publisher);
  void Heal();
  void HealPublisher(const PublisherPtr& publisher);
  PublisherPtr PickLive();
  std::string AnyContent(int32_t node_id);
  absl::Duration UpTo(absl::Duration longest);

  // A publisher's process (publication_history_process.cc).
  void Do(const PublisherPtr& publisher, std::function<void()> act);
  void Pump(const PublisherPtr& publisher);
  void Send(const PublisherPtr& publisher, NodePublication::Append append);
  void Deliver(const PublisherPtr& publisher, const std::shared_ptr<Sent>& sent);
  void GiveUp(const PublisherPtr& publisher, const std::shared_ptr<Sent>& sent);
  void Land(const PublisherPtr& publisher, const std::shared_ptr<Sent>& sent, bool is_acked);
  int64_t Append(const agent::Record& record, int publisher);
  void ScheduleRead(const PublisherPtr& publisher);
  void Read(const PublisherPtr& publisher);
  void ReadRecords(Publisher& publisher);
  void AskEnd(const PublisherPtr& publisher);

  // Checks (publication_history_checks.cc).
  void CheckSend(Publisher& publisher, const NodePublication::Append& append);
  void CheckCause(Publisher& publisher, const NodePublication::Append& append);
  void CheckBounds(const Publisher& publisher);
  void CheckLanding(Publisher& publisher, const Sent& sent);
  void NoticeState(Publisher& publisher);
  void CheckNow();
  void CheckCalm(Publisher& publisher);
  void CheckConverged();
  void CheckConverged(int32_t node_id);
  bool IsCalm(const Publisher& publisher) const;
  std::optional<Shown> ShownOf(int32_t node_id) const;
  bool IsRight(const Publisher& publisher) const;
  std::string ValueOf(const Publisher& publisher) const;
  void Disturb(Publisher& publisher) { publisher.disturbed_at = events_.now(); }
  void Fail(std::string what) {
    if (failure_.empty()) failure_ = std::move(what);
  }
  void TraceLine(const std::string& line);

  const uint64_t seed_;
  const PublicationHistoryOptions options_;
  const bool has_lease_;
  std::vector<int> steps_;
  Random random_;
  EventQueue events_{Instant(absl::FromUnixSeconds(1'700'000'000))};
  TopicModel topic_{absl::Seconds(100)};
  std::map<std::string, Shown> latest_;  // by key, tombstones included
  std::vector<PublisherPtr> publishers_;
  bool is_healed_ = false;
  bool is_over_ = false;  // nothing but leases may be published
  Counts counts_;
  std::string failure_;
  bool is_tracing_ = false;
  std::vector<std::string> trace_;
};

}  // namespace rollcall::testing
