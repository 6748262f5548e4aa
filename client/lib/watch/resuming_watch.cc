// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/resuming_watch.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/lib/error.h"

namespace rollcall::client {
namespace {

// For how long a server may wait for a revision before its first message.
constexpr absl::Duration kServerWait = absl::Seconds(10);
constexpr absl::Duration kDefaultHeartbeat = absl::Seconds(15);

// A stream can break with about any code (INTERNAL and CANCELLED from a reset, UNKNOWN from a crash), so that here only
// those count as final that say something about the request or about who asks.
bool IsFinal(const absl::Status& why) {
  if (KindOf(why) != ErrorKind::kFinal) return false;
  switch (why.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kUnimplemented:
      return true;
    default:
      return false;
  }
}

absl::Duration HeartbeatOf(const v1::WatchStatusRequest& request) {
  if (!request.has_heartbeat_interval()) return kDefaultHeartbeat;
  const auto& interval = request.heartbeat_interval();
  return absl::Seconds(interval.seconds()) + absl::Nanoseconds(interval.nanos());
}

}  // namespace

ResumingWatch::ResumingWatch(std::vector<std::string> servers, const WatchTimes& times, v1::WatchStatusRequest request,
                             Connector& connector, Clock& clock, Cancellation& cancellation, WatchObserver& observer,
                             std::function<double()> random)
    : servers_(std::move(servers)),
      times_(times),
      request_(std::move(request)),
      connector_(connector),
      clock_(clock),
      cancellation_(cancellation),
      observer_(observer),
      backoff_(times.backoff, std::move(random)),
      give_up_at_(clock.Now() + times.connect_timeout +
                  (request_.has_min_revision() ? kServerWait : absl::ZeroDuration())) {}

WatchRead ResumingWatch::Next(absl::Time until, v1::WatchStatusResponse& message) {
  while (!ShouldStop()) {
    const absl::Time limit = ever_connected_ ? until : std::min(until, give_up_at_);
    if (stream_ == nullptr) {
      if (clock_.Now() < retry_at_) clock_.SleepUntil(std::min(limit, retry_at_), cancellation_);
      if (clock_.Now() >= retry_at_ && !cancellation_.cancelled()) Open();
    } else {
      switch (stream_->Next(std::min(limit, silent_at_), message)) {
        case WatchRead::kMessage:
          Received(message);
          return WatchRead::kMessage;
        case WatchRead::kEnd:
          OnDisconnected(stream_->Finish());
          break;
        case WatchRead::kTimeout:
          if (clock_.Now() >= silent_at_)
            OnDisconnected(absl::UnavailableError(absl::StrCat("silent for ", absl::FormatDuration(SilenceLimit()))));
      }
    }
    if (clock_.Now() >= until && !ShouldStop()) return WatchRead::kTimeout;
  }
  stream_.reset();
  return WatchRead::kEnd;
}

void ResumingWatch::Restart() {
  request_.clear_resume_token();
  stream_.reset();
  stub_.reset();
  retry_at_ = clock_.Now() + backoff_.Next();
}

bool ResumingWatch::ShouldStop() {
  if (!end_.ok()) return true;
  if (cancellation_.cancelled()) {
    end_ = absl::CancelledError("cancelled");
  } else if (!ever_connected_ && clock_.Now() >= give_up_at_) {
    if (failures_.empty()) failures_.emplace_back(server(), absl::DeadlineExceededError("no answer in time"));
    end_ = CombineErrors(failures_);
  }
  return !end_.ok();
}

void ResumingWatch::Open() {
  stub_ = connector_.Connect(server());
  stream_ = stub_->WatchStatus(request_, cancellation_);
  stream_answered_ = false;
  opened_ = clock_.Now();
  silent_at_ = opened_ + std::max(SilenceLimit(), kServerWait + times_.silence_slack);
}

void ResumingWatch::Received(const v1::WatchStatusResponse& message) {
  const absl::Time now = clock_.Now();
  silent_at_ = now + SilenceLimit();
  if (message.has_snapshot_started()) request_.clear_resume_token();  // what it was for is forgotten from here on
  if (message.has_checkpoint()) {
    request_.set_resume_token(message.checkpoint().resume_token());
    request_.clear_min_revision();  // the token says more
  }
  if (stream_answered_) return;
  stream_answered_ = true;
  failed_in_row_ = 0;
  failures_.clear();
  if (lost_time_ != absl::InfiniteFuture()) {
    const auto before =
        ever_connected_ ? WatchObserver::Lost::Before::kConnected : WatchObserver::Lost::Before::kNeverConnected;
    observer_.OnResumed({server(), lost_time_, before});
    lost_time_ = absl::InfiniteFuture();
  }
  ever_connected_ = true;
}

void ResumingWatch::OnDisconnected(const absl::Status& why) {
  stream_.reset();
  stub_.reset();
  if (cancellation_.cancelled()) return;
  if (IsFinal(why)) {
    end_ = why;
    return;
  }
  // A server that breaks every stream after its first message must not be asked again and again without a pause.
  if (stream_answered_ && clock_.Now() - opened_ >= times_.backoff.most) backoff_.Reset();
  Announce(why);
  TryNextServer(RetryDelayOf(why));
}

void ResumingWatch::Announce(const absl::Status& why) {
  if (!ever_connected_) {
    const auto same = [this](const auto& failure) { return failure.first == server(); };
    failures_.erase(std::remove_if(failures_.begin(), failures_.end(), same), failures_.end());
    failures_.emplace_back(server(), why);
  }
  if (lost_time_ != absl::InfiniteFuture()) return;
  lost_time_ = clock_.Now();
  observer_.OnLost(
      {server(), why,
       ever_connected_ ? WatchObserver::Lost::Before::kConnected : WatchObserver::Lost::Before::kNeverConnected});
}

void ResumingWatch::TryNextServer(absl::Duration at_least) {
  current_ = (current_ + 1) % servers_.size();
  retry_at_ = clock_.Now();
  if (++failed_in_row_ < servers_.size()) return;
  failed_in_row_ = 0;
  retry_at_ += std::max(backoff_.Next(), at_least);
}

absl::Duration ResumingWatch::SilenceLimit() const { return 2 * HeartbeatOf(request_) + times_.silence_slack; }

}  // namespace rollcall::client
