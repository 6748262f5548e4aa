// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/kafka_follower.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/deadline.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_leader.h"

namespace rollcall::agent {
namespace {

constexpr int kWaitForRecordsMs = 200;
constexpr int kMaxBatch = 1000;
constexpr absl::Duration kLearnLeader = absl::Seconds(1);
constexpr absl::Duration kLongestSilence = absl::Seconds(30);  // while the end of the log is awaited
constexpr absl::Duration kProofInterval = absl::Minutes(1);    // after that the end is asked for, whoever wants it
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(5);
constexpr absl::Duration kDeniedPause = absl::Seconds(30);

bool IsOutside(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE || error == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
         error == RD_KAFKA_RESP_ERR__LOG_TRUNCATION;
}

// Whether this client will not read on by itself.
bool NeedsNewClient(rd_kafka_resp_err_t error, const absl::Status& status) {
  return IsOutside(error) || absl::IsNotFound(status) || absl::IsPermissionDenied(status) || absl::IsAborted(status);
}

}  // namespace

KafkaFollower::KafkaFollower(const topic::KafkaOptions& options, const std::string& topic, const std::string& client_id,
                             TopicListener& listener)
    : options_(options),
      topic_(topic),
      client_id_(client_id),
      listener_(listener),
      topic_watch_(topic),
      thread_([this] { Run(); }) {}

KafkaFollower::~KafkaFollower() {
  Stop();
  thread_.join();
}

void KafkaFollower::Replay() { Request(&Requests::replay); }
void KafkaFollower::AskEnd() { Request(&Requests::end); }
void KafkaFollower::Stop() { Request(&Requests::stop); }

void KafkaFollower::Request(bool Requests::*request) {
  const MutexLock lock(mutex_);
  requests_.*request = true;
  changed_.NotifyAll();
  if (queue_to_wake_ != nullptr) rd_kafka_queue_yield(queue_to_wake_);
}

bool KafkaFollower::Take(bool Requests::*request) {
  const MutexLock lock(mutex_);
  return std::exchange(requests_.*request, false);
}

bool KafkaFollower::IsStopped() {
  const MutexLock lock(mutex_);
  return requests_.stop;
}

void KafkaFollower::AwaitReplay() {
  const MutexLock lock(mutex_);
  while (!requests_.replay && !requests_.stop) changed_.Wait(mutex_);
}

void KafkaFollower::Run() {
  AwaitReplay();
  while (!IsStopped()) {
    absl::Status fault = Open();
    if (fault.ok()) fault = ReadUntilFault();
    Close();
    if (fault.ok()) continue;  // stopped
    Report(fault);
    Pause(fault);
  }
}

absl::Status KafkaFollower::Open() {
  absl::StatusOr<topic::KafkaConf> conf = topic::ConsumerConf(options_, client_id_);
  if (!conf.ok()) return conf.status();
  absl::StatusOr<topic::KafkaClient> client = topic::NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
  if (!client.ok()) return client.status();
  client_ = *std::move(client);
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  CHECK(queue_ != nullptr);
  topic_watch_.Use(client_.get());
  // If librdkafka does not know the leader at the assignment, it looks for the start of the log half a second later.
  topic::LearnLeader(client_.get(), topic_, kLearnLeader);
  const MutexLock lock(mutex_);
  queue_to_wake_ = queue_.get();
  return absl::OkStatus();
}

void KafkaFollower::Close() {
  {
    const MutexLock lock(mutex_);
    queue_to_wake_ = nullptr;
  }
  topic_watch_.Use(nullptr);
  queue_.reset();
  client_.reset();
}

absl::Status KafkaFollower::ReadUntilFault() {
  fault_ = StartReplay();
  while (fault_.ok() && !IsStopped()) {
    batch_size_ = 0;
    rd_kafka_consume_callback_queue(queue_.get(), kWaitForRecordsMs, &KafkaFollower::OnMessage, this);
    rd_kafka_poll(client_.get(), 0);  // log and error callbacks
    const Instant now = Instant::Now();
    fault_.Update(topic_watch_.Check(now));
    if (fault_.ok()) fault_ = AskEndIfWanted(now);
    if (fault_.ok() && Take(&Requests::replay)) fault_ = StartReplay();
  }
  return fault_;
}

absl::Status KafkaFollower::StartReplay() {
  Take(&Requests::replay);
  Take(&Requests::end);  // the replay ends with it
  position_ = -1;
  // Before OnReplayStarted: what the old assignment has delivered is not dispatched any more.
  if (absl::Status status = Assign(RD_KAFKA_OFFSET_BEGINNING); !status.ok()) return status;
  listener_.OnReplayStarted();
  return absl::OkStatus();
}

absl::Status KafkaFollower::Assign(int64_t offset) {
  asked_at_ = last_message_ = Instant::Now();  // before the broker can be asked
  const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), 0)->offset = offset;
  return topic::KafkaErrorToStatus(rd_kafka_assign(client_.get(), partitions.get()),
                                   absl::StrCat("reading topic '", topic_, "'"));
}

absl::Status KafkaFollower::AskEndIfWanted(Instant now) {
  const absl::Duration silence = now - last_message_;
  if (asked_at_.has_value()) {
    if (silence < kLongestSilence) return absl::OkStatus();
    return absl::UnavailableError(
        absl::StrCat("reading topic '", topic_, "': no broker has answered for ", absl::ToInt64Seconds(silence), " s"));
  }
  const bool is_wanted = silence >= kProofInterval || Take(&Requests::end);
  return is_wanted ? Assign(position_) : absl::OkStatus();
}

void KafkaFollower::OnMessage(rd_kafka_message_t* message, void* self) {
  auto* follower = static_cast<KafkaFollower*>(self);
  if (follower->fault_.ok()) follower->Dispatch(*message);
  if (++follower->batch_size_ >= kMaxBatch) rd_kafka_yield(follower->client_.get());
}

void KafkaFollower::Dispatch(const rd_kafka_message_t& message) {
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) return DispatchError(message);
  last_message_ = Instant::Now();
  position_ = message.offset + 1;
  if (message.key == nullptr) return;
  ReadRecord record;
  record.offset = message.offset;
  record.key = {static_cast<const char*>(message.key), message.key_len};
  if (message.payload != nullptr) record.value = {static_cast<const char*>(message.payload), message.len};
  listener_.OnRead(record);
}

void KafkaFollower::DispatchError(const rd_kafka_message_t& message) {
  if (topic::IsGroupError(message.err)) return;
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return DispatchEnd(message.offset);
  const absl::Status status = topic::KafkaErrorToStatus(message.err, absl::StrCat("reading topic '", topic_, "'"),
                                                        rd_kafka_message_errstr(&message));
  if (NeedsNewClient(message.err, status)) {
    fault_ = status;
  } else {
    passing_fault_.Report(Instant::Now(), "the topic cannot be read", std::string(status.message()));
  }
}

void KafkaFollower::DispatchEnd(int64_t end) {
  last_message_ = Instant::Now();
  position_ = end;
  pause_ = absl::ZeroDuration();
  reported_ = absl::StatusCode::kOk;
  passing_fault_.Clear("the topic can be read again");
  listener_.OnCaughtUp(end, std::exchange(asked_at_, std::nullopt).value_or(Instant::InfinitePast()));
}

void KafkaFollower::Report(const absl::Status& fault) {
  if (std::exchange(reported_, fault.code()) != fault.code()) listener_.OnUnreadable(fault);
}

void KafkaFollower::Pause(const absl::Status& fault) {
  pause_ = std::clamp(2 * pause_, kFirstPause, kLongestPause);
  const Deadline until(absl::IsPermissionDenied(fault) ? kDeniedPause : pause_);
  const MutexLock lock(mutex_);
  while (!requests_.stop && !until.Passed()) changed_.WaitFor(mutex_, absl::ToChronoMilliseconds(until.Left()));
}

}  // namespace rollcall::agent
