// SPDX-License-Identifier: Apache-2.0
// A watch that continues over many calls: it reconnects, changes the server and resumes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/system_random.h"
#include "client/lib/clock.h"
#include "client/lib/error.h"
#include "client/lib/stub.h"
#include "client/lib/watch/backoff.h"
#include "rollcall/cancellation.h"
#include "rollcall/instant.h"

namespace rollcall::client {

// Gets the connection events of a watch, on the thread that calls Next. An event comes before the next message.
class WatchObserver {
 public:
  enum class Phase {
    kFirstConnection,  // no message has been received since the watch was made
    kReconnection,
  };
  struct Lost {
    std::string server;
    absl::Status why;
    Phase phase;
  };
  struct Resumed {
    std::string server;
    Instant lost_time;
    Phase phase;  // the same as that of the Lost before it
  };
  struct Waiting {
    std::string server;
    std::optional<int64_t> min_revision;  // what the server may wait for
  };
  virtual ~WatchObserver() = default;
  // For a second nothing came and nothing failed, since the watch was made. Called at most once.
  virtual void OnWaiting(const Waiting& /*waiting*/) {}
  // An outage began: called once for each outage, at its first failure. The watch keeps trying.
  virtual void OnLost(const Lost& lost) = 0;
  // The outage that OnLost reported is over: a server sends messages again.
  virtual void OnResumed(const Resumed& resumed) = 0;
};

struct WatchTimes {
  // Time limit for the first message of the watch, with the server's wait for min_revision. After the first message
  // there is no limit.
  absl::Duration connect_timeout = absl::Seconds(10);
  // A stream without a message for twice the heartbeat interval plus this counts as dead.
  absl::Duration silence_slack = absl::Seconds(5);
  BackoffTimes backoff;
};

// A WatchStream that consists of many calls, one after the other. It keeps the newest resume token. When a call ends or
// stays silent for too long, it tries the next server. After a whole round of servers it pauses first: the pause grows,
// and is at least as long as the server asked for. For one thread, but any thread may cancel the cancellation.
//
// A new call continues from the newest checkpoint. So whoever folds the messages must drop those that came after that
// checkpoint on an earlier call: see calls().
//
// It ends (Next returns kEnd, Finish says why) only on a final error, on cancellation (CANCELLED), or if no message
// came within connect_timeout (UNAVAILABLE or DEADLINE_EXCEEDED, which names each server and its error, or
// REVISION_NOT_REACHED if a server may still have waited for min_revision).
class ResumingWatch final : public WatchStream {
 public:
  // `servers` must not be empty. All references must outlive this. `random` returns numbers in [0, 1).
  ResumingWatch(std::vector<std::string> servers, const WatchTimes& times, v1::WatchStatusRequest request,
                Connector& connector, Clock& clock, Cancellation& cancellation, WatchObserver& observer,
                std::function<double()> random = SystemRandom());

  WatchRead Next(Instant until, v1::WatchStatusResponse& message) override;
  absl::Status Finish() override { return end_; }

  // Discards the token and the current call, after the caller has found that what it received is wrong. The next call
  // starts with a snapshot, after a backoff pause as after a failure.
  void Restart();

  // The number of calls made so far. The newest message came on the last of them.
  int64_t calls() const { return calls_; }

  // The server that is watched or tried now.
  const std::string& server() const { return servers_[current_]; }

 private:
  // The call in progress.
  struct OpenCall {
    std::unique_ptr<Stub> stub;
    std::unique_ptr<WatchStream> stream;  // after `stub`, because it must be destroyed first
    Instant opened;
    Instant silent_at;  // when it counts as dead unless a message comes
    bool has_answered = false;
  };
  // The time before the first message of the watch.
  struct FirstConnection {
    Instant give_up_at;
    Instant notice_at;      // when OnWaiting is due
    ServerErrors failures;  // the newest of each server
  };
  struct Outage {
    Instant lost_time;
    WatchObserver::Phase phase;
  };

  bool ShouldStop();
  absl::Status WhyNeverConnected();
  void NoticeWait();
  void WaitAndOpen(Instant limit);
  WatchRead ReadFromCall(Instant limit, v1::WatchStatusResponse& message);
  OpenCall Open();
  void OnMessage(const v1::WatchStatusResponse& message);
  void OnFirstMessageOfCall();
  void OnDisconnected(const absl::Status& why);
  void RecordFailure(const absl::Status& why);
  void BeginOutage(const absl::Status& why);
  void MoveToNextServer(absl::Duration min_pause);
  absl::Duration SilenceLimit() const;

  const std::vector<std::string> servers_;
  const WatchTimes times_;
  v1::WatchStatusRequest request_;  // with the newest token
  Connector& connector_;
  Clock& clock_;
  Cancellation& cancellation_;
  WatchObserver& observer_;
  Backoff backoff_;

  absl::Status end_;  // not OK once the watch has ended
  size_t current_ = 0;
  size_t servers_failed_ = 0;  // since the last pause
  Instant retry_at_ = Instant::InfinitePast();
  std::optional<FirstConnection> first_connection_;  // nullopt after the first message
  std::optional<Outage> outage_;
  std::optional<OpenCall> call_;
  int64_t calls_ = 0;
};

}  // namespace rollcall::client
