// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_config.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/comma_list.h"
#include "topic/kafka/kafka_diagnosis.h"
#include "topic/kafka/kafka_log.h"
#include "topic/kafka/kafka_shutdown.h"

namespace rollcall::topic {
namespace {

struct Property {
  const char* name;
  const char* value;
};

// Users may change these.
constexpr Property kCommonDefaults[] = {
    {"topic.metadata.refresh.interval.ms", "60000"},
    {"reconnect.backoff.max.ms", "2000"},  // a broker that is back is found within seconds
    {"socket.timeout.ms", "15000"},        // a broker that hangs delays what another could answer
    // In librdkafka 2.8 a client that may push metrics often takes a second to close: it waits for a signal that it has
    // missed (rd_kafka_telemetry_await_termination).
    {"enable.metrics.push", "false"},
};
constexpr Property kConsumerDefaults[] = {
    {"fetch.wait.max.ms", "100"},  // reaching the end takes one empty fetch, which waits this long
};
constexpr Property kProducerDefaults[] = {
    {"linger.ms", "0"}, {"message.max.bytes", "1114112"},  // a value of 1 MiB and Kafka's overhead
};

// Rollcall's answers depend on these; kRefused in kafka_property.cc keeps users from setting them.
constexpr Property kCommonFixed[] = {{"allow.auto.create.topics", "false"}};
constexpr Property kConsumerFixed[] = {
    {"isolation.level", "read_committed"},
    {"enable.partition.eof", "true"},
    {"auto.offset.reset", "error"},
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"check.crcs", "true"},
    {"group.id", "rollcall"},  // librdkafka needs one for assign(); no group is joined
};
constexpr Property kDescriberFixed[] = {{"enable.auto.commit", "false"}, {"isolation.level", "read_uncommitted"}};
constexpr Property kProducerFixed[] = {{"acks", "all"}};

template <size_t N>
absl::Status SetAll(rd_kafka_conf_t* conf, const Property (&properties)[N]) {
  for (const Property& property : properties) {
    if (absl::Status status = SetProperty(conf, property.name, property.value); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Refuses only what cannot be an address; whether a name exists is for the resolver.
absl::Status CheckBrokers(const std::vector<std::string>& brokers) {
  for (const absl::string_view broker : brokers) {
    const size_t colon = broker.rfind(':');
    const bool has_port = colon != absl::string_view::npos && !absl::EndsWith(broker, "]");
    uint32_t port = 0;
    const bool is_port_ok =
        !has_port || (absl::SimpleAtoi(broker.substr(colon + 1), &port) && port >= 1 && port <= 65535);
    if (broker.empty() || colon == 0 || !is_port_ok || broker.find_first_of(" \t\r\n\v\f") != absl::string_view::npos) {
      return absl::InvalidArgumentError(absl::StrCat("--brokers '", absl::StrJoin(brokers, ","), "': '", broker,
                                                     "' is no broker address; expected HOST:PORT[,HOST:PORT...]"));
    }
  }
  return absl::OkStatus();
}

absl::Status SetUserProperties(rd_kafka_conf_t* conf, const KafkaOptions& options) {
  for (const KafkaProperty& property : options.properties) {
    if (absl::Status status = SetUserProperty(conf, property); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Sets the defaults, then the user's properties, then the fixed properties. A later one replaces an earlier one.
template <size_t D, size_t F>
absl::StatusOr<KafkaConf> BuildConf(const KafkaOptions& options, std::string_view client_id,
                                    const Property (&defaults)[D], const Property (&fixed)[F]) {
  KafkaConf conf(rd_kafka_conf_new());
  absl::Status status = SetAll(conf.get(), kCommonDefaults);
  status.Update(SetAll(conf.get(), defaults));
  status.Update(SetProperty(conf.get(), "client.id", std::string(client_id)));
  status.Update(SetUserProperties(conf.get(), options));
  status.Update(SetAll(conf.get(), kCommonFixed));
  status.Update(SetAll(conf.get(), fixed));
  status.Update(SetProperty(conf.get(), "bootstrap.servers", options.brokers));
  if (!status.ok()) return status;
  LogThroughBase(conf.get());
  return conf;
}

}  // namespace

absl::StatusOr<KafkaOptions> ParseKafkaOptions(std::string_view brokers, const std::vector<std::string>& x_flags) {
  const std::vector<std::string> entries = SplitCommaList(brokers);
  if (absl::Status status = CheckBrokers(entries); !status.ok()) return status;
  KafkaOptions options{.brokers = absl::StrJoin(entries, ","), .properties = {}};
  for (const std::string& flag : x_flags) {
    absl::StatusOr<KafkaProperty> property = ParseKafkaProperty(flag);
    if (!property.ok()) return property.status();
    options.properties.push_back(*std::move(property));
  }
  const KafkaConf scratch(rd_kafka_conf_new());  // finds unknown names and bad values while the flag is known
  if (absl::Status status = SetUserProperties(scratch.get(), options); !status.ok()) return status;
  return options;
}

KafkaOptions QuickAtTheEnd(KafkaOptions options) {
  options.properties.emplace_back("fetch.wait.max.ms", "10");
  return options;
}

absl::StatusOr<KafkaConf> ConsumerConf(const KafkaOptions& options, std::string_view client_id) {
  return BuildConf(options, client_id, kConsumerDefaults, kConsumerFixed);
}

absl::StatusOr<KafkaConf> DescriberConf(const KafkaOptions& options, std::string_view client_id) {
  return BuildConf(options, client_id, kConsumerDefaults, kDescriberFixed);
}

absl::StatusOr<KafkaConf> ProducerConf(const KafkaOptions& options, std::string_view client_id,
                                       Idempotence idempotence) {
  absl::StatusOr<KafkaConf> conf = BuildConf(options, client_id, kProducerDefaults, kProducerFixed);
  if (!conf.ok()) return conf;
  const bool is_idempotent = idempotence == Idempotence::kOn;
  absl::Status status = SetProperty(conf->get(), "enable.idempotence", is_idempotent ? "true" : "false");
  if (!is_idempotent) status.Update(SetProperty(conf->get(), "max.in.flight.requests.per.connection", "1"));
  if (!status.ok()) return status;
  return conf;
}

void KafkaClientDeleter::operator()(rd_kafka_t* client) const {
  const std::string name = rd_kafka_name(client);
  ShutDownKafkaClient(client);
  ForgetClient(name);
}

absl::StatusOr<KafkaClient> NewKafkaClient(rd_kafka_type_t type, KafkaConf conf) {
  CHECK(conf != nullptr);
  char error[512] = "";
  rd_kafka_t* client = rd_kafka_new(type, conf.get(), error, sizeof(error));
  if (client == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("the Kafka client cannot be created: ", error,
                     "; check the -X properties for SASL and TLS, the files that they name and their passwords"));
  }
  (void)conf.release();  // rd_kafka_new owns it now, but only if it succeeds
  return KafkaClient(client);
}

}  // namespace rollcall::topic
