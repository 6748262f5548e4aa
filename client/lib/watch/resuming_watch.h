// SPDX-License-Identifier: Apache-2.0
// A watch that outlives its connections.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/lib/cancellation.h"
#include "client/lib/clock.h"
#include "client/lib/stub.h"
#include "client/lib/watch/backoff.h"

namespace rollcall::client {

// Told of connections, on the thread that calls Next, before the message that follows.
class WatchObserver {
 public:
  struct Lost {
    std::string server;
    absl::Status why;
    enum class Before { kNeverConnected, kConnected } before;
  };
  struct Resumed {
    std::string server;
    absl::Time lost_time;
    Lost::Before before;
  };
  virtual ~WatchObserver() = default;
  // Once for each outage, at its first failure; attempts go on.
  virtual void OnLost(const Lost& lost) = 0;
  // The outage told of by OnLost is over: a server sends again.
  virtual void OnResumed(const Resumed& resumed) = 0;
};

struct WatchTimes {
  // How long to try until the first message ever; after that there is no limit. A server's wait for min_revision comes
  // on top.
  absl::Duration connect_timeout = absl::Seconds(10);
  // A stream without a message for twice the heartbeat and this is taken for dead.
  absl::Duration silence_slack = absl::Seconds(5);
  BackoffTimes backoff;
};

// A WatchStream over many calls: keeps the newest resume token, and when a call ends or falls silent, goes on with the
// next server (after a whole round of them: after a pause that grows, or as long as the server asks for). For one
// thread, but that Cancel on the cancellation may come from any.
//
// Ends (kEnd, Finish says why) only on a final error, on cancellation (CANCELLED), or when connect_timeout passed
// before the first message (UNAVAILABLE; names each server and why).
class ResumingWatch final : public WatchStream {
 public:
  // All references must outlive this. `random` gives numbers in [0, 1).
  ResumingWatch(std::vector<std::string> servers, const WatchTimes& times, v1::WatchStatusRequest request,
                Connector& connector, Clock& clock, Cancellation& cancellation, WatchObserver& observer,
                std::function<double()> random = SystemRandom());

  WatchRead Next(absl::Time until, v1::WatchStatusResponse& message) override;
  absl::Status Finish() override { return end_; }

  // Starts again without a token, because what was received does not add up: a snapshot follows, after the pause of a
  // failure.
  void Restart();

  // The server watched, or tried now.
  const std::string& server() const { return servers_[current_]; }

 private:
  bool ShouldStop();
  void Open();
  void Received(const v1::WatchStatusResponse& message);
  void OnDisconnected(const absl::Status& why);
  void Announce(const absl::Status& why);
  void TryNextServer(absl::Duration at_least);
  absl::Duration SilenceLimit() const;

  const std::vector<std::string> servers_;
  const WatchTimes times_;
  v1::WatchStatusRequest request_;  // with the newest token
  Connector& connector_;
  Clock& clock_;
  Cancellation& cancellation_;
  WatchObserver& observer_;
  Backoff backoff_;

  absl::Status end_;
  size_t current_ = 0;
  size_t failed_in_row_ = 0;  // servers since the last pause
  bool ever_connected_ = false;
  bool stream_answered_ = false;
  absl::Time lost_time_ = absl::InfiniteFuture();  // when the present outage began
  absl::Time opened_;
  absl::Time retry_at_ = absl::InfinitePast();
  absl::Time silent_at_;
  absl::Time give_up_at_;
  std::vector<std::pair<std::string, absl::Status>> failures_;  // the newest of each server, until connected
  std::unique_ptr<Stub> stub_;
  std::unique_ptr<WatchStream> stream_;  // after stub_: ends before it
};

}  // namespace rollcall::client
