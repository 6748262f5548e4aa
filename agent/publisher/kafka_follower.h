// SPDX-License-Identifier: Apache-2.0
// Reads the status topic for a publisher: from its start to its end, and then each record as it comes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "agent/publisher/kafka_topic_watch.h"
#include "agent/publisher/ownership.h"
#include "base/log.h"
#include "base/mutex.h"
#include "rollcall/instant.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::agent {

// All functions are called by the follower's thread, without a lock. They return quickly.
class TopicListener {
 public:
  virtual ~TopicListener() = default;
  // What follows is read from the start of the log. What was read before may be gone.
  virtual void OnReplayStarted() = 0;
  virtual void OnRead(const ReadRecord& record) = 0;
  // As in Ownership::OnCaughtUp.
  virtual void OnCaughtUp(int64_t end, Instant asked_at) = 0;
  // The topic cannot be read; the follower goes on trying. An error that repeats is reported once, until the end of the
  // log is reached. PERMISSION_DENIED: the user may not read the topic. ABORTED: another topic has its name now.
  virtual void OnUnreadable(const absl::Status& error) = 0;
};

// Reads partition 0 with a thread of its own. It begins again at the start of the log, with a new client, after all
// that makes the old position meaningless: an offset out of range, a topic that is missing or is another one, a fatal
// error. It does the same if the end of the log is not reached for a while, because librdkafka never takes the leader
// of a recreated topic whose epoch is lower than the old topic's.
class KafkaFollower {
 public:
  // Starts the thread. It reads nothing until Replay is called. `listener` must outlive the follower.
  KafkaFollower(const topic::KafkaOptions& options, const std::string& topic, const std::string& client_id,
                TopicListener& listener);
  // Ends the thread, which takes up to a second.
  ~KafkaFollower();
  KafkaFollower(const KafkaFollower&) = delete;
  KafkaFollower& operator=(const KafkaFollower&) = delete;

  // Reads the topic from its start, once more. Thread-safe.
  void Replay() ABSL_LOCKS_EXCLUDED(mutex_);
  // Asks for the end of the log, for an OnCaughtUp with a new `asked_at`. Thread-safe.
  void AskEnd() ABSL_LOCKS_EXCLUDED(mutex_);
  // Lets the thread end, and does not wait for that. Thread-safe.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Requests {
    bool stop = false;
    bool replay = false;
    bool end = false;
  };

  static void OnMessage(rd_kafka_message_t* message, void* self);

  void Run();
  void AwaitReplay() ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsStopped() ABSL_LOCKS_EXCLUDED(mutex_);
  void Request(bool Requests::*request) ABSL_LOCKS_EXCLUDED(mutex_);
  bool Take(bool Requests::*request) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Open() ABSL_LOCKS_EXCLUDED(mutex_);
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);
  // Returns the fault for which the client has to be replaced; OK if the follower is stopped.
  absl::Status ReadUntilFault();
  absl::Status StartReplay();
  absl::Status Assign(int64_t offset);
  // Assigns the present position again if the end is wanted: this arms the event of reaching it.
  absl::Status AskEndIfWanted(Instant now);
  void Dispatch(const rd_kafka_message_t& message);
  void DispatchError(const rd_kafka_message_t& message);
  void NoticeEnd();
  void DispatchEnd(int64_t end);
  void Report(const absl::Status& fault);
  void Pause(const absl::Status& fault) ABSL_LOCKS_EXCLUDED(mutex_);

  const topic::KafkaOptions options_;
  const std::string topic_;
  const std::string client_id_;
  TopicListener& listener_;

  Mutex mutex_;
  CondVar changed_;
  Requests requests_ ABSL_GUARDED_BY(mutex_);
  rd_kafka_queue_t* queue_to_wake_ ABSL_GUARDED_BY(mutex_) = nullptr;

  // Only the thread uses these.
  topic::KafkaClient client_;
  topic::KafkaQueue queue_;  // of records
  KafkaTopicWatch topic_watch_;
  int64_t position_ = -1;            // of the next record; negative until a record or the end is read
  bool has_read_ = false;            // a record since the last assignment
  int batch_size_ = 0;               // records that were read without looking at anything else
  std::optional<Instant> asked_at_;  // when the end that is awaited was asked for
  Instant last_message_;             // when a record or the end arrived, or was asked for
  absl::Status fault_;               // why the client has to be replaced
  absl::Duration pause_;             // before the next client
  absl::StatusCode reported_ = absl::StatusCode::kOk;
  RepeatedFault passing_fault_;

  std::thread thread_;
};

}  // namespace rollcall::agent
