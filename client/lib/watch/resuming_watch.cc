// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/resuming_watch.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "client/lib/make_error.h"
#include "rollcall/client/error.h"
#include "rollcall/client/node.h"
#include "rollcall/instant.h"

namespace rollcall::client {
namespace {

// A server may wait this long for a revision before it sends its first message.
constexpr absl::Duration kServerWait = absl::Seconds(10);
constexpr absl::Duration kDefaultHeartbeat = absl::Seconds(15);
constexpr absl::Duration kLongWait = absl::Seconds(1);

absl::Duration HeartbeatOf(const v1::WatchStatusRequest& request) {
  return request.has_heartbeat_interval() ? ToDuration(request.heartbeat_interval()) : kDefaultHeartbeat;
}

}  // namespace

ResumingWatch::ResumingWatch(std::vector<std::string> servers, const WatchTimes& times, v1::WatchStatusRequest request,
                             Connector& connector, Clock& clock, Cancellation& cancellation, WatchObserver& observer,
                             const std::function<double()>& random)
    : servers_(std::move(servers)),
      times_(times),
      request_(std::move(request)),
      connector_(connector),
      clock_(clock),
      cancellation_(cancellation),
      observer_(observer),
      backoff_(times.backoff, random),
      restart_backoff_(times.restart, random) {
  CHECK(!servers_.empty());
  const Instant now = clock_.Now();
  first_connection_ =
      FirstConnection{.give_up_at = now + times_.connect_timeout, .notice_at = now + kLongWait, .failures = {}};
}

WatchRead ResumingWatch::Next(Instant until, v1::WatchStatusResponse& message) {
  while (!ShouldStop()) {
    Instant limit = until;
    if (first_connection_.has_value()) {
      limit = std::min({until, first_connection_->give_up_at, first_connection_->notice_at});
    }
    if (!call_.has_value()) {
      WaitAndOpen(limit);
    } else if (ReadFromCall(limit, message) == WatchRead::kMessage) {
      return WatchRead::kMessage;
    }
    NoticeWait();
    if (clock_.Now() >= until && !ShouldStop()) return WatchRead::kTimeout;
  }
  call_.reset();
  return WatchRead::kEnd;
}

// Checkpoints follow each other within seconds, so a digest that matched once proves little: the snapshot may be right
// and each change wrong.
void ResumingWatch::OnDigestMatched() {
  if (wrong_digests_ == 0 || clock_.Now() - restart_time_ < times_.restart.max) return;
  wrong_digests_ = 0;
  restart_backoff_.Reset();
}

void ResumingWatch::OnDigestDiffered(const v1::Header& header) {
  ++wrong_digests_;
  const absl::Duration pause = restart_backoff_.Next();
  restart_time_ = clock_.Now() + pause;
  retry_at_ = restart_time_;
  request_.clear_resume_token();
  call_.reset();
  observer_.OnWrongDigest({.server = server(), .revision = header.revision(), .times = wrong_digests_, .pause = pause});
}

bool ResumingWatch::ShouldStop() {
  if (!end_.ok()) return true;
  if (cancellation_.cancelled()) {
    end_ = absl::CancelledError("canceled");
  } else if (first_connection_.has_value() && clock_.Now() >= first_connection_->give_up_at) {
    end_ = WhyNeverConnected();
  }
  return !end_.ok();
}

void ResumingWatch::NoticeWait() {
  if (!first_connection_.has_value() || clock_.Now() < first_connection_->notice_at) return;
  first_connection_->notice_at = Instant::InfiniteFuture();
  WatchObserver::Waiting waiting = {.server = server(), .min_revision = {}};
  if (request_.has_min_revision()) waiting.min_revision = request_.min_revision();
  observer_.OnWaiting(waiting);
}

absl::Status ResumingWatch::WhyNeverConnected() {
  auto& failures = first_connection_->failures;
  const bool is_waiting = call_.has_value();
  const bool has_failed =
      std::any_of(failures.begin(), failures.end(), [this](const auto& failure) { return failure.first == server(); });
  if (!has_failed && (is_waiting || failures.empty())) RecordFailure(absl::DeadlineExceededError("no answer in time"));
  absl::Status why = CombineErrors(failures);
  if (!is_waiting || !request_.has_min_revision() || KindOf(why) != ErrorKind::kUnreachable) return why;
  return MakeRevisionNotReachedError(absl::StrCat("revision ", request_.min_revision(), " was not reached within ",
                                                  absl::FormatDuration(times_.connect_timeout), ": ",
                                                  SummaryOfEach(failures)));
}

void ResumingWatch::WaitAndOpen(Instant limit) {
  if (clock_.Now() < retry_at_) clock_.SleepUntil(std::min(limit, retry_at_), cancellation_);
  if (clock_.Now() >= retry_at_ && !cancellation_.cancelled()) call_ = Open();
}

// Handles what it reads. Only kMessage matters to the caller.
WatchRead ResumingWatch::ReadFromCall(Instant limit, v1::WatchStatusResponse& message) {
  const WatchRead read = call_->stream->Next(std::min(limit, call_->silent_at), message);
  if (read == WatchRead::kMessage) {
    OnMessage(message);
  } else if (read == WatchRead::kEnd) {
    OnDisconnected(call_->stream->Finish());
  } else if (clock_.Now() >= call_->silent_at) {
    OnDisconnected(absl::UnavailableError(absl::StrCat("silent for ", absl::FormatDuration(SilenceLimit()))));
  }
  return read;
}

ResumingWatch::OpenCall ResumingWatch::Open() {
  ++calls_;
  OpenCall call;
  call.stub = connector_.Connect(server());
  call.stream = call.stub->WatchStatus(request_, cancellation_);
  call.opened = clock_.Now();
  call.silent_at = call.opened + std::max(SilenceLimit(), kServerWait + times_.silence_slack);
  return call;
}

void ResumingWatch::OnMessage(const v1::WatchStatusResponse& message) {
  call_->silent_at = clock_.Now() + SilenceLimit();
  if (message.has_checkpoint()) {
    request_.set_resume_token(message.checkpoint().resume_token());
    request_.clear_min_revision();  // the token includes that revision
  }
  if (!std::exchange(call_->has_answered, true)) OnFirstMessageOfCall();
}

void ResumingWatch::OnFirstMessageOfCall() {
  servers_failed_ = 0;
  first_connection_.reset();
  if (!outage_.has_value()) return;
  observer_.OnResumed({.server = server(), .lost_time = outage_->lost_time, .phase = outage_->phase});
  outage_.reset();
}

void ResumingWatch::OnDisconnected(const absl::Status& why) {
  CHECK(call_.has_value());
  // A server that breaks every stream after its first message must not be called again and again without a pause, so
  // only a call that lasted resets the backoff.
  const bool lasted = call_->has_answered && clock_.Now() - call_->opened >= times_.backoff.max;
  call_.reset();
  if (cancellation_.cancelled()) return;
  const ErrorKind kind = KindOf(why);
  if (kind == ErrorKind::kFinal) {
    end_ = why;
    return;
  }
  if (kind == ErrorKind::kStartAgain) request_.clear_resume_token();
  if (lasted) backoff_.Reset();
  if (first_connection_.has_value()) RecordFailure(why);
  if (!outage_.has_value()) BeginOutage(why);
  MoveToNextServer(RetryDelayOf(why));
}

void ResumingWatch::RecordFailure(const absl::Status& why) {
  CHECK(first_connection_.has_value());
  auto& failures = first_connection_->failures;
  std::erase_if(failures, [this](const auto& failure) { return failure.first == server(); });
  failures.emplace_back(server(), why);
}

void ResumingWatch::BeginOutage(const absl::Status& why) {
  const auto phase =
      first_connection_.has_value() ? WatchObserver::Phase::kFirstConnection : WatchObserver::Phase::kReconnection;
  if (first_connection_.has_value()) first_connection_->notice_at = Instant::InfiniteFuture();  // OnLost says enough
  outage_ = Outage{.lost_time = clock_.Now(), .phase = phase};
  observer_.OnLost({.server = server(), .why = why, .phase = phase});
}

void ResumingWatch::MoveToNextServer(absl::Duration min_pause) {
  current_ = (current_ + 1) % servers_.size();
  retry_at_ = clock_.Now();
  if (++servers_failed_ < servers_.size()) return;
  servers_failed_ = 0;
  retry_at_ += std::max(backoff_.Next(), min_pause);
}

absl::Duration ResumingWatch::SilenceLimit() const { return 2 * HeartbeatOf(request_) + times_.silence_slack; }

}  // namespace rollcall::client
