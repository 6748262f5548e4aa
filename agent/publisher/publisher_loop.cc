// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/publisher_loop.h"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/publisher/instance.h"
#include "agent/publisher/kafka_follower.h"
#include "agent/publisher/kafka_producer.h"
#include "agent/publisher/publication_set.h"
#include "base/mutex.h"

namespace rollcall::agent {
namespace {

using Cause = NodePublication::Cause;

constexpr absl::Duration kLongestWait = absl::Seconds(1);     // the clock of CondVar does not count time asleep
constexpr absl::Duration kPollStep = absl::Milliseconds(50);  // how soon the end of the loop is noticed
constexpr absl::Duration kCheckTimeout = absl::Seconds(1);    // how long that is not noticed during a check
constexpr absl::Duration kCheckPause = absl::Seconds(3);
constexpr absl::Duration kNoAnswerPause = absl::Milliseconds(500);
constexpr absl::Duration kFirstComplaint = absl::Seconds(5);      // about a record that is not acknowledged
constexpr absl::Duration kComplaintInterval = absl::Seconds(10);  // about the same thing
constexpr absl::Duration kLongestFlight = absl::Minutes(1);       // while brokers say that the topic is well

// librdkafka tries again for as long as it takes: if it gave a record up, the record could be written after a newer
// one.
topic::KafkaOptions Patient(topic::KafkaOptions options) {
  options.properties.emplace(options.properties.begin(), "message.timeout.ms", "0");
  return options;
}

std::function<double()> RealRandom() {
  return [generator = std::mt19937(std::random_device()())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(generator);
  };
}

PublicationOptions WithRealRandom(PublicationOptions options) {
  options.random = RealRandom();
  return options;
}

class KafkaPublisherLoop : public PublisherLoop, private TopicListener {
 public:
  KafkaPublisherLoop(const PublisherLoopOptions& options, std::unique_ptr<KafkaProducer> producer,
                     PublisherObserver& observer)
      : observer_(observer),
        producer_(std::move(producer)),
        nodes_(NewInstance(options.kind), WithRealRandom(options.publication)),
        follower_(options.kafka, options.topic, options.client_id, *this),
        thread_([this] { Run(); }) {}

  ~KafkaPublisherLoop() override {
    follower_.Stop();  // both threads end at the same time
    {
      const MutexLock lock(mutex_);
      is_stopped_ = true;
      changed_.NotifyAll();
    }
    thread_.join();
  }

  void Set(int32_t node_id, std::string content) override ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    if (nodes_.Set(node_id, std::move(content), Instant::Now())) follower_.Replay();
    changed_.NotifyAll();
  }

  void Retire(int32_t node_id) override ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    if (nodes_.Retire(node_id, Instant::Now())) follower_.Replay();
    changed_.NotifyAll();
  }

  void StopRenewing(int32_t node_id) override ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    nodes_.StopRenewing(node_id);
    changed_.NotifyAll();
  }

  bool Flush(const Deadline& deadline) override ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    while (!nodes_.IsSettled()) {
      if (deadline.Passed()) return false;
      changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(std::min(deadline.Left(), kLongestWait)));
    }
    return true;
  }

  std::vector<PublicationStatus> Statuses() const override ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    return nodes_.Statuses();
  }

 private:
  struct Flight {
    int32_t node_id;
    Cause cause;
    Instant started;
    Instant next_complaint;
  };

  // Of the loop's thread.
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsStopped() ABSL_LOCKS_EXCLUDED(mutex_);
  void ReportEvents() ABSL_LOCKS_EXCLUDED(mutex_);
  void Report(const PublicationEvent& event);
  enum class Step { kWait, kCheck, kSend };
  Step NextStep() ABSL_LOCKS_EXCLUDED(mutex_);
  void Await() ABSL_LOCKS_EXCLUDED(mutex_);
  void CheckTopic();
  void SendNext() ABSL_LOCKS_EXCLUDED(mutex_);
  void PollFlight() ABSL_LOCKS_EXCLUDED(mutex_);
  void Complain();
  void ReplaceProducer() ABSL_LOCKS_EXCLUDED(mutex_);
  void Land(const absl::StatusOr<int64_t>& outcome) ABSL_LOCKS_EXCLUDED(mutex_);

  // TopicListener, of the follower's thread.
  void OnReplayStarted() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnRead(const ReadRecord& record) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCaughtUp(int64_t end, Instant asked_at) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnUnreadable(const absl::Status& error) override ABSL_LOCKS_EXCLUDED(mutex_);

  PublisherObserver& observer_;

  // Only the loop's thread uses these.
  const std::unique_ptr<KafkaProducer> producer_;
  std::optional<Flight> flight_;
  bool is_topic_checked_ = false;
  Instant next_check_ = Instant::InfinitePast();
  absl::Status check_;  // the last result
  Instant next_check_complaint_;

  mutable Mutex mutex_;
  CondVar changed_;
  bool is_stopped_ ABSL_GUARDED_BY(mutex_) = false;
  PublicationSet nodes_ ABSL_GUARDED_BY(mutex_);
  std::vector<absl::Status> read_errors_ ABSL_GUARDED_BY(mutex_);  // not yet reported
  bool is_topic_replaced_ ABSL_GUARDED_BY(mutex_) = false;         // and the producer is not yet

  KafkaFollower follower_;
  std::thread thread_;
};

void KafkaPublisherLoop::Run() {
  while (!IsStopped()) {
    ReportEvents();
    if (flight_.has_value()) {
      PollFlight();
    } else if (const Step step = NextStep(); step == Step::kWait) {
      Await();
    } else if (step == Step::kCheck) {
      CheckTopic();
    } else {
      SendNext();
    }
  }
}

bool KafkaPublisherLoop::IsStopped() {
  const MutexLock lock(mutex_);
  return is_stopped_;
}

void KafkaPublisherLoop::ReportEvents() {
  std::vector<PublicationEvent> events;
  std::vector<absl::Status> read_errors;
  bool is_topic_replaced = false;
  {
    const MutexLock lock(mutex_);
    events = nodes_.TakeEvents();
    read_errors = std::exchange(read_errors_, {});
    is_topic_replaced = std::exchange(is_topic_replaced_, false);
  }
  for (const PublicationEvent& event : events) Report(event);
  for (const absl::Status& error : read_errors) observer_.OnFailure(error);
  if (is_topic_replaced) ReplaceProducer();
}

void KafkaPublisherLoop::Report(const PublicationEvent& event) {
  switch (event.kind) {
    case PublicationEvent::Kind::kYielded:
      return observer_.OnYielded(event.node_id, event.by, event.offset);
    case PublicationEvent::Kind::kTookOver:
      return observer_.OnTookOver(event.node_id);
    case PublicationEvent::Kind::kOverwritten:
      return observer_.OnOverwritten(event.node_id, event.by, event.offset);
  }
}

// The topic is checked as soon as there is something to publish, even if that is not due yet.
KafkaPublisherLoop::Step KafkaPublisherLoop::NextStep() {
  const MutexLock lock(mutex_);
  const Instant now = Instant::Now();
  const bool is_due = nodes_.NextTime(now) <= now;
  if (is_topic_checked_) return is_due ? Step::kSend : Step::kWait;
  const bool has_work = is_due || !nodes_.IsSettled();
  return has_work && next_check_ <= now ? Step::kCheck : Step::kWait;
}

// Returns at the latest when there may be another step to do.
void KafkaPublisherLoop::Await() {
  producer_->RunCallbacks();
  const MutexLock lock(mutex_);
  const Instant now = Instant::Now();
  if (is_stopped_) return;
  if (nodes_.NeedsEnd(now)) follower_.AskEnd();
  Instant until = nodes_.NextTime(now);
  if (!is_topic_checked_) until = nodes_.IsSettled() ? std::max(until, next_check_) : next_check_;
  const absl::Duration wait = std::min(until - now, kLongestWait);
  if (wait > absl::ZeroDuration()) changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(wait));
}

void KafkaPublisherLoop::CheckTopic() {
  const absl::Status status = producer_->CheckTopic(Deadline(kCheckTimeout));
  const Instant now = Instant::Now();
  is_topic_checked_ = status.ok();
  next_check_ = now + (absl::IsUnavailable(status) ? kNoAnswerPause : kCheckPause);
  const bool is_new = std::exchange(check_, status).code() != status.code();
  if (status.ok() || (!is_new && now < next_check_complaint_)) return;
  next_check_complaint_ = now + kComplaintInterval;
  observer_.OnFailure(status);
}

void KafkaPublisherLoop::SendNext() {
  std::optional<NodePublication::Append> next;
  const Instant now = Instant::Now();
  {
    const MutexLock lock(mutex_);
    next = nodes_.Next(now);
    if (!next.has_value()) {
      changed_.NotifyAll();  // a node that retires may be settled now
      return;
    }
    flight_ = Flight{nodes_.node_in_flight(), next->cause, now, now + kFirstComplaint};
  }
  if (const absl::Status sent = producer_->Send(next->record); !sent.ok()) Land(sent);
}

void KafkaPublisherLoop::PollFlight() {
  if (const std::optional<absl::StatusOr<int64_t>> outcome = producer_->Poll(kPollStep)) return Land(*outcome);
  if (Instant::Now() >= flight_->next_complaint) Complain();
}

// A producer may never find the leader of a topic that was recreated. If the brokers say that the topic is well, and
// nothing is acknowledged nevertheless, a new one is tried.
void KafkaPublisherLoop::Complain() {
  const absl::Duration age = Instant::Now() - flight_->started;
  flight_->next_complaint = Instant::Now() + kComplaintInterval;
  const absl::Status diagnosis = producer_->Diagnosis();
  observer_.OnFailure(diagnosis.ok() ? absl::UnavailableError(absl::StrCat(
                                           "the status of node ", flight_->node_id, " is not acknowledged for ",
                                           absl::ToInt64Seconds(age),
                                           " s; check that the topic has a leader, and as many replicas in sync as its "
                                           "min.insync.replicas requires"))
                                     : diagnosis);
  if (age >= kLongestFlight && producer_->CheckTopic(Deadline(kCheckTimeout)).ok()) ReplaceProducer();
}

void KafkaPublisherLoop::ReplaceProducer() {
  const absl::Status status = producer_->Reopen();
  if (!status.ok()) observer_.OnFailure(status);
  is_topic_checked_ = false;
  if (!flight_.has_value()) return;
  flight_.reset();
  const MutexLock lock(mutex_);
  nodes_.OnFailed(Instant::Now());
}

void KafkaPublisherLoop::Land(const absl::StatusOr<int64_t>& outcome) {
  const Flight landed = *std::exchange(flight_, std::nullopt);
  {
    const MutexLock lock(mutex_);
    outcome.ok() ? nodes_.OnAcked(*outcome, Instant::Now()) : nodes_.OnFailed(Instant::Now());
    changed_.NotifyAll();
  }
  if (outcome.ok()) return observer_.OnPublished(landed.node_id, *outcome, landed.cause);
  if (!absl::IsAborted(outcome.status())) {
    is_topic_checked_ = false;
    next_check_ = Instant::InfinitePast();  // the publication makes a pause already
  }
  observer_.OnFailure(outcome.status());
}

void KafkaPublisherLoop::OnReplayStarted() {
  const MutexLock lock(mutex_);
  nodes_.OnReplayStarted();
}

void KafkaPublisherLoop::OnRead(const ReadRecord& record) {
  const MutexLock lock(mutex_);
  if (nodes_.OnRecord(record, Instant::Now())) changed_.NotifyAll();
}

void KafkaPublisherLoop::OnCaughtUp(int64_t end, Instant asked_at) {
  const MutexLock lock(mutex_);
  nodes_.SetFollows(true);
  nodes_.OnCaughtUp(end, asked_at, Instant::Now());
  changed_.NotifyAll();
}

void KafkaPublisherLoop::OnUnreadable(const absl::Status& error) {
  const MutexLock lock(mutex_);
  if (absl::IsPermissionDenied(error)) nodes_.SetFollows(false);
  read_errors_.push_back(absl::IsPermissionDenied(error)
                             ? absl::PermissionDeniedError(absl::StrCat(
                                   error.message(),
                                   "; statuses are published, but a newer publisher of the same node, and records that "
                                   "overwrite its status, are not noticed: grant our user Read on the topic"))
                             : error);
  if (absl::IsAborted(error)) is_topic_replaced_ = true;
  changed_.NotifyAll();
}

}  // namespace

absl::StatusOr<std::unique_ptr<PublisherLoop>> PublisherLoop::Start(const PublisherLoopOptions& options,
                                                                    PublisherObserver& observer) {
  absl::StatusOr<std::unique_ptr<KafkaProducer>> producer =
      KafkaProducer::Create(Patient(options.kafka), options.topic, options.client_id);
  if (!producer.ok()) return producer.status();
  // The follower's client is created later, by its thread.
  absl::StatusOr<topic::KafkaConf> consumer = topic::ConsumerConf(options.kafka, options.client_id);
  if (!consumer.ok()) return consumer.status();
  return std::make_unique<KafkaPublisherLoop>(options, *std::move(producer), observer);
}

}  // namespace rollcall::agent
