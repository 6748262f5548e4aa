// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_monitor.h"

#include <malloc.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "base/deadline.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kDescribeEvery = absl::Seconds(2);
constexpr absl::Duration kDescribeTimeout = absl::Seconds(5);
constexpr absl::Duration kDescribeAgainAfter = absl::Milliseconds(500);  // where the topic could not be described
constexpr absl::Duration kProbeEvery = absl::Seconds(1);
constexpr absl::Duration kProbeTimeout = absl::Seconds(5);  // evidence that is older proves nothing about now
constexpr absl::Duration kProbeAgainAfter = absl::Milliseconds(100);
constexpr absl::Duration kRequestTimeout = absl::Seconds(1);  // for the reader to say what to probe for

}  // namespace

KafkaMonitor::KafkaMonitor(topic::KafkaClient describer, topic::KafkaClient prober, std::string topic, Mailbox& mailbox,
                           FeedCounters& counters, std::function<void()> wake)
    : describer_(std::move(describer)),
      prober_(std::move(prober)),
      topic_(std::move(topic)),
      admin_(describer_.get()),
      probe_(prober_.get(), topic_),
      mailbox_(mailbox),
      counters_(counters),
      wake_(std::move(wake)) {}

void KafkaMonitor::Report(MonitorReport report) {
  mailbox_.Post(std::move(report));
  wake_();
}

absl::Status KafkaMonitor::Describe() {
  absl::StatusOr<topic::TopicDescription> description = admin_.DescribeTopic(topic_, kDescribeTimeout);
  const absl::Status status = description.status();
  if (status.ok()) {
    ++counters_.descriptions_answered;
    describe_fault_.Clear("the topic can be described again");
    TellUnknownSettings(description->settings_unknown_reason);
  } else {
    ++counters_.descriptions_failed;
    describe_fault_.Report(absl::Now(), "the topic cannot be described", std::string(status.message()));
  }
  Report(std::move(description));
  return status;
}

// Served all the same, and so said once: what rests on settings is done with more caution.
void KafkaMonitor::TellUnknownSettings(const std::string& reason) {
  if (reason == settings_unknown_reason_) return;
  settings_unknown_reason_ = reason;
  if (reason.empty()) return;
  Log(LogLevel::kInfo,
      "the broker does not tell the topic's settings: cleanup.policy goes unchecked, and resume tokens "
      "from before this server's start get a snapshot",
      {{"topic", topic_}, {"reason", reason}});
}

absl::Status KafkaMonitor::Probe() {
  mailbox_.RequestProbe();
  wake_();
  const auto request = mailbox_.TakeProbe(kRequestTimeout);
  if (!request.has_value()) return absl::NotFoundError("there is no topic to probe");
  absl::StatusOr<ProbeResult> result = probe_.Run(*request, kProbeTimeout);
  rd_kafka_poll(prober_.get(), 0);  // log and error callbacks
  const absl::Status status = result.status();
  if (status.ok()) {
    ++counters_.probes_answered;
    probe_fault_.Clear("the topic answers probes again");
  } else {
    ++counters_.probes_failed;
    probe_fault_.Report(absl::Now(), "the topic does not answer a probe", std::string(status.message()));
  }
  Report(std::move(result));
  TrimMemoryOnce(*request);
  return status;
}

// A replay leaves much memory behind that malloc does not give back by itself. Records are probed for once it is over;
// here nobody waits for the milliseconds that this takes.
void KafkaMonitor::TrimMemoryOnce(const ProbeRequest& request) {
  if (request.kind != ProbeRequest::Kind::kRecords) return;
  if (std::exchange(trimmed_generation_, request.generation) != request.generation) malloc_trim(0);
}

void KafkaMonitor::RunDescriptions() {
  do {
    const absl::Duration pause = Describe().ok() ? kDescribeEvery : kDescribeAgainAfter;
    rd_kafka_poll(describer_.get(), 0);  // log and error callbacks
    if (!mailbox_.Pause(pause)) return;
  } while (true);
}

void KafkaMonitor::RunProbes() {
  absl::Duration pause;
  do {
    const Deadline next(kProbeEvery);
    const bool answered = Probe().ok();
    pause = std::max(answered ? next.Left() : kProbeAgainAfter, kProbeAgainAfter);
  } while (mailbox_.PauseBeforeProbe(pause));
}

}  // namespace rollcall::feed
