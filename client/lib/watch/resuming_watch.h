// SPDX-License-Identifier: Apache-2.0
// The implementation of Watch.
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
#include "client/lib/stub.h"
#include "client/lib/watch/backoff.h"
#include "rollcall/cancellation.h"
#include "rollcall/client/clock.h"
#include "rollcall/client/connector.h"
#include "rollcall/client/error.h"
#include "rollcall/client/watch.h"
#include "rollcall/instant.h"

namespace rollcall::client {

// Watches replicas through a Connector.
class ResumingWatch final : public Watch {
 public:
  // `servers` must not be empty. All references must outlive this. `random` returns numbers in [0, 1).
  ResumingWatch(std::vector<std::string> servers, const WatchTimes& times, v1::WatchStatusRequest request,
                Connector& connector, Clock& clock, Cancellation& cancellation, WatchObserver& observer,
                const std::function<double()>& random = SystemRandom());

  WatchRead Next(Instant until, v1::WatchStatusResponse& message) override;
  absl::Status Finish() override { return end_; }

  void OnDigestMatched() override;
  void OnDigestDiffered(const v1::Header& header) override;
  int64_t calls() const override { return calls_; }
  const std::string& server() const override { return servers_[current_]; }

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
  Backoff restart_backoff_;

  absl::Status end_;  // not OK once the watch has ended
  size_t current_ = 0;
  size_t servers_failed_ = 0;  // since the last pause
  Instant retry_at_ = Instant::InfinitePast();
  std::optional<FirstConnection> first_connection_;  // nullopt after the first message
  std::optional<Outage> outage_;
  std::optional<OpenCall> call_;
  int64_t calls_ = 0;
  int wrong_digests_ = 0;  // since digests last matched for long enough
  Instant restart_time_;   // after the newest of them
};

}  // namespace rollcall::client
