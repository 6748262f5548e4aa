// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_prober.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/deadline.h"
#include "base/free_memory.h"
#include "rollcall/instant.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);
constexpr absl::Duration kMinPause = absl::Milliseconds(100);  // also after a failure
constexpr absl::Duration kTimeout = absl::Seconds(5);          // older evidence proves nothing about now
constexpr absl::Duration kRequestTimeout = absl::Seconds(1);   // for the reader's answer to RequestProbe
constexpr absl::Duration kLookupTimeout = absl::Seconds(1);
constexpr absl::Duration kTrimInterval = absl::Seconds(10);
constexpr int32_t kUnknownLeader = -1;

}  // namespace

KafkaProber::KafkaProber(std::unique_ptr<topic::KafkaResponses> asker_responses, topic::KafkaClient asker,
                         std::unique_ptr<KafkaConsumer> consumer, std::string topic, KafkaReader& reader,
                         Mailbox& mailbox, FeedCounters& counters)
    : asker_responses_(std::move(asker_responses)),
      asker_(std::move(asker)),
      consumer_(std::move(consumer)),
      probe_(*consumer_, asker_.get(), *asker_responses_, std::move(topic)),
      reader_(reader),
      mailbox_(mailbox),
      counters_(counters) {}

void KafkaProber::Run() {
  absl::Duration pause;
  do {
    const Deadline next(kInterval);
    const std::optional<ProbeRequest> request = NextRequest();
    const bool is_answered = request.has_value() && Probe(*request).ok();
    ReturnMemory(request);
    pause = is_answered ? std::max(next.Left(), kMinPause) : kMinPause;
  } while (mailbox_.PauseBeforeProbe(pause));
}

std::optional<ProbeRequest> KafkaProber::NextRequest() {
  mailbox_.RequestProbe();
  reader_.Wake();
  return mailbox_.WaitForProbe(kRequestTimeout);
}

absl::Status KafkaProber::Probe(const ProbeRequest& request) {
  const Instant began = Instant::Now();
  absl::StatusOr<ProbeResult> result = probe_.Run(request, kTimeout);
  for (rd_kafka_t* client : {consumer_->client(), asker_.get()}) rd_kafka_poll(client, 0);  // log and error callbacks
  absl::Status status = result.status();
  if (status.ok()) {
    ++counters_.probes_answered;
    counters_.probe_time.Observe(Instant::Now() - began);
    fault_.Clear("the topic answers probes again");
  } else {
    ++counters_.probes_failed;
    fault_.Report(Instant::Now(), "the topic does not answer a probe", std::string(status.message()));
  }
  const int32_t leader = result.ok() ? result->leader : kUnknownLeader;
  mailbox_.Post(std::move(result));
  reader_.Wake();
  // A reader that stays with a leader that was deposed gets no errors, and no records.
  if (leader != kUnknownLeader) reader_.FollowLeader(leader, kLookupTimeout);
  return status;
}

// Records are probed only after a replay. What it no longer needs is returned at once, and what callers needed for a
// while is returned later. It takes some milliseconds, which delay nothing on this thread.
void KafkaProber::ReturnMemory(const std::optional<ProbeRequest>& request) {
  const bool is_after_replay = request.has_value() && request->kind == ProbeRequest::Kind::kRecords;
  const bool is_first =
      is_after_replay && std::exchange(trimmed_generation_, request->generation) != request->generation;
  if (!is_first && !next_trim_.Passed()) return;
  next_trim_ = Deadline(kTrimInterval);
  ReturnFreeMemory();
}

}  // namespace rollcall::feed
