// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/reaper.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "agent/reaper/reap_record.h"
#include "base/deadline.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(1);
// Views come with every change of any node. It is enough to look at some of them.
constexpr absl::Duration kLookInterval = absl::Milliseconds(500);
constexpr absl::Duration kCheckTimeout = absl::Seconds(5);
constexpr absl::Duration kWriteTimeout = absl::Seconds(5);
// After an error that the client library calls final: for example, the topic is unsuitable. Somebody may correct it.
constexpr absl::Duration kPause = absl::Seconds(5);

ReaperOptions WithTimes(ReaperOptions options) {
  options.client.timeout = kMaxAnswerTime;
  options.client.watch.connect_timeout = absl::InfiniteDuration();
  return options;
}

v1::WatchStatusRequest AllNodes() {
  v1::WatchStatusRequest request;
  request.mutable_heartbeat_interval()->set_seconds(absl::ToInt64Seconds(kHeartbeat));
  return request;
}

v1::ListNodesRequest NodesInFull(const std::vector<int32_t>& node_ids) {
  v1::ListNodesRequest request;
  request.set_view(v1::NODE_VIEW_FULL);
  for (const int32_t node_id : node_ids) request.mutable_filter()->add_node_ids(node_id);
  return request;
}

absl::Status HealthOf(const v1::Header& header, const ReapDecision& decision) {
  if (header.source_state() != v1::SOURCE_STATE_CURRENT) {
    return absl::UnavailableError(absl::StrCat("the server is not current (",
                                               v1::SourceState_Name(header.source_state()),
                                               "), so nothing proves that a node is silent; see its log and metrics"));
  }
  if (decision.over == 0 || !decision.share.is_exceeded) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      decision.share.going, " of ", decision.share.leased,
      " leased nodes would go within one lease, which is more than --max-share allows: it is likelier that the nodes "
      "cannot reach Kafka, so none of them is reaped; find out why they are silent, or set a larger --max-share"));
}

}  // namespace

Reaper::Reaper(ReaperOptions options, client::Connector& connector, ReapSink& sink, ReaperObserver& observer,
               Cancellation& cancellation, client::Clock& clock, std::function<Moment()> now)
    : options_(WithTimes(std::move(options))),
      sink_(sink),
      observer_(observer),
      cancellation_(cancellation),
      clock_(clock),
      now_(std::move(now)),
      client_(options_.client, connector, cancellation, clock),
      decider_(options_.reap) {}

void Reaper::Run() {
  while (!cancellation_.cancelled()) {
    client::ClusterWatch watch(client_.Watch(AllNodes(), *this));
    Follow(watch);
    const absl::Status why = watch.Finish();
    if (cancellation_.cancelled()) return;
    observer_.OnLost(watch.server(), why);
    clock_.SleepUntil(clock_.Now() + kPause, cancellation_);
  }
}

void Reaper::Follow(client::ClusterWatch& watch) {
  bool has_new_view = false;
  Instant look_at = clock_.Now();
  while (true) {
    client::ViewStep step;
    const client::WatchRead read = watch.Next(has_new_view ? look_at : Instant::InfiniteFuture(), step);
    if (read == client::WatchRead::kEnd) return;
    if (step.digest == client::ViewStep::Digest::kMatches) has_new_view = true;
    if (!has_new_view || clock_.Now() < look_at) continue;
    Look(watch.view());
    has_new_view = false;
    look_at = clock_.Now() + kLookInterval;
  }
}

void Reaper::Look(const client::ClusterView& view) {
  const Moment now = now_();
  decider_.OnView(view.nodes(), view.header(), now);
  const ReapDecision decision = decider_.Decide(now);
  absl::Status health = HealthOf(view.header(), decision);
  if (!decision.node_ids.empty()) health.Update(Act(decision.node_ids, view.header()));
  if (!cancellation_.cancelled()) observer_.OnLook(view.header(), decision, health);
}

absl::Status Reaper::Act(const std::vector<int32_t>& node_ids, const v1::Header& view) {
  if (absl::Status topic = sink_.Check(view, Deadline(kCheckTimeout)); !topic.ok()) return topic;
  const Moment asked = now_();
  const absl::StatusOr<v1::ListNodesResponse> answer = client_.ListNodes(NodesInFull(node_ids));
  if (!answer.ok()) return answer.status();
  // Another server may have answered.
  if (absl::Status topic = sink_.Check(answer->header(), Deadline(kCheckTimeout)); !topic.ok()) return topic;
  for (const ConfirmedReap& reap : decider_.Confirm(*answer, asked, now_())) {
    if (cancellation_.cancelled() || !decider_.MayWrite(reap, now_())) break;
    if (absl::Status written = Write(reap); !written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status Reaper::Write(const ConfirmedReap& reap) {
  const std::string reason = ReapReason(reap.node, options_.host);
  const absl::StatusOr<int64_t> offset =
      sink_.Append(ReapRecord(reap.node, options_.instance, reason), Deadline(kWriteTimeout));
  if (!offset.ok()) return offset.status();
  decider_.OnWritten(reap, now_());
  observer_.OnReaped(reap.node, *offset, reason);
  return absl::OkStatus();
}

void Reaper::OnLost(const Lost& lost) { observer_.OnLost(lost.server, lost.why); }

// Once is no fault yet. If it repeats, the nodes are not seen.
void Reaper::OnWrongDigest(const WrongDigest& wrong) {
  if (wrong.times == 1) return;
  observer_.OnLost(wrong.server,
                   absl::DataLossError(absl::StrCat("its nodes do not match its digest, at revision ", wrong.revision,
                                                    "; this is a bug, please report it")));
}

void Reaper::OnResumed(const Resumed& resumed) { observer_.OnResumed(resumed.server); }

}  // namespace rollcall::agent
