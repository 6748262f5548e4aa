// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_prober.h"

#include <malloc.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "base/deadline.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);
constexpr absl::Duration kMinPause = absl::Milliseconds(100);  // also after a failure
constexpr absl::Duration kTimeout = absl::Seconds(5);          // older evidence proves nothing about now
constexpr absl::Duration kRequestTimeout = absl::Seconds(1);   // for the reader's answer to RequestProbe

}  // namespace

KafkaProber::KafkaProber(topic::KafkaClient client, std::string topic, Mailbox& mailbox, FeedCounters& counters,
                         std::function<void()> wake)
    : client_(std::move(client)),
      probe_(client_.get(), std::move(topic)),
      mailbox_(mailbox),
      counters_(counters),
      wake_(std::move(wake)) {}

void KafkaProber::Run() {
  absl::Duration pause;
  do {
    const Deadline next(kInterval);
    const bool is_answered = Probe().ok();
    pause = is_answered ? std::max(next.Left(), kMinPause) : kMinPause;
  } while (mailbox_.PauseBeforeProbe(pause));
}

absl::Status KafkaProber::Probe() {
  mailbox_.RequestProbe();
  wake_();
  const std::optional<ProbeRequest> request = mailbox_.WaitForProbe(kRequestTimeout);
  if (!request.has_value()) return absl::NotFoundError("there is no topic to probe");
  absl::StatusOr<ProbeResult> result = probe_.Run(*request, kTimeout);
  rd_kafka_poll(client_.get(), 0);  // log and error callbacks
  absl::Status status = result.status();
  if (status.ok()) {
    ++counters_.probes_answered;
    fault_.Clear("the topic answers probes again");
  } else {
    ++counters_.probes_failed;
    fault_.Report(absl::Now(), "the topic does not answer a probe", std::string(status.message()));
  }
  mailbox_.Post(std::move(result));
  wake_();
  TrimMemoryOnce(*request);
  return status;
}

// After a replay malloc keeps much free memory that it does not return by itself. Records are probed only after a
// replay, so that is the time to return it. It takes some milliseconds, which delay nothing on this thread.
void KafkaProber::TrimMemoryOnce(const ProbeRequest& request) {
  if (request.kind != ProbeRequest::Kind::kRecords) return;
  if (std::exchange(trimmed_generation_, request.generation) != request.generation) malloc_trim(0);
}

}  // namespace rollcall::feed
