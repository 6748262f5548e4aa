#include "server/feed/kafka_monitor.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kDescribeEvery = absl::Seconds(2);
constexpr absl::Duration kDescribeTimeout = absl::Seconds(3);
constexpr absl::Duration kProbeEvery = absl::Seconds(1);
constexpr absl::Duration kProbeTimeout = absl::Seconds(2);
constexpr absl::Duration kRetryAfter = absl::Milliseconds(100);  // until the first answer, so that starting is quick

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaMonitor>> KafkaMonitor::Make(const topic::KafkaOptions& options,
                                                                 const std::string& topic, Mailbox& mailbox,
                                                                 std::function<void()> wake) {
  absl::StatusOr<topic::KafkaConf> conf = topic::ConsumerConf(options, "rollcalld-probe");
  if (!conf.ok()) return conf.status();
  char error[512] = "";
  if (rd_kafka_conf_set(conf->get(), "fetch.wait.max.ms", "10", error, sizeof(error)) != RD_KAFKA_CONF_OK) {
    return absl::InternalError(error);
  }
  absl::StatusOr<topic::KafkaClient> client = topic::NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
  if (!client.ok()) return client.status();
  return std::unique_ptr<KafkaMonitor>(new KafkaMonitor(*std::move(client), topic, mailbox, std::move(wake)));
}

KafkaMonitor::KafkaMonitor(topic::KafkaClient client, std::string topic, Mailbox& mailbox, std::function<void()> wake)
    : client_(std::move(client)),
      topic_(std::move(topic)),
      admin_(client_.get()),
      probe_(client_.get(), topic_),
      mailbox_(mailbox),
      wake_(std::move(wake)) {}

void KafkaMonitor::Report(MonitorReport report) {
  mailbox_.Post(std::move(report));
  wake_();
}

void KafkaMonitor::Describe() {
  absl::StatusOr<topic::TopicDescription> description = admin_.DescribeTopic(topic_, kDescribeTimeout);
  if (description.ok()) {
    describe_fault_.Clear("the topic can be described again");
  } else {
    describe_fault_.Report(absl::Now(), "the topic cannot be described", std::string(description.status().message()));
  }
  Report(std::move(description));
}

void KafkaMonitor::Probe() {
  const auto request = mailbox_.Probe();
  if (!request.has_value()) return;
  absl::StatusOr<ProbeResult> result = probe_.Run(*request, kProbeTimeout);
  if (result.ok()) {
    probe_fault_.Clear("the topic answers probes again");
    Report(*std::move(result));
  } else {
    probe_fault_.Report(absl::Now(), "the topic does not answer a probe", std::string(result.status().message()));
  }
}

void KafkaMonitor::Run() {
  absl::Time describe_at = absl::Now();
  absl::Time probe_at = describe_at + kProbeEvery;
  while (mailbox_.WaitUntil(std::min(describe_at, probe_at))) {
    const absl::Time now = absl::Now();
    if (now >= describe_at) {
      Describe();
      describe_at = absl::Now() + kDescribeEvery;
    }
    if (now >= probe_at) {
      Probe();
      probe_at = std::max(now + kProbeEvery, absl::Now() + kRetryAfter);
    }
    rd_kafka_poll(client_.get(), 0);  // log and error callbacks
  }
}

}  // namespace rollcall::feed
