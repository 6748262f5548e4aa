// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_diagnosis.h"

#include <map>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/mutex.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_property.h"

namespace rollcall::topic {
namespace {

using Recoverability = KafkaDiagnosis::Recoverability;

struct Fault {
  rd_kafka_resp_err_t code;
  std::string text;
};

// By the client's name, which librdkafka gives once in the life of a process.
class Faults {
 public:
  void Set(std::string_view client, Fault fault) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    faults_[std::string(client)] = std::move(fault);
  }
  void Clear(std::string_view client) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    if (const auto found = faults_.find(client); found != faults_.end()) faults_.erase(found);
  }
  std::optional<Fault> Get(std::string_view client) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    const auto found = faults_.find(client);
    return found == faults_.end() ? std::nullopt : std::optional<Fault>(found->second);
  }

 private:
  Mutex mutex_;
  std::map<std::string, Fault, std::less<>> faults_ ABSL_GUARDED_BY(mutex_);
};

// Never destroyed: librdkafka's threads may report until the process is gone.
Faults& ProcessFaults() {
  static Faults& faults = *new Faults;
  return faults;
}

// librdkafka's texts end in how long it took and how often it was seen, which makes one fault look like many.
std::string_view WithoutTimes(std::string_view text) {
  const size_t times = text.rfind(" (after ");
  return times == std::string_view::npos ? text : text.substr(0, times);
}

// Only that the broker ended the connection is known: it may be going down, or it may not like what it reads.
bool IsOnlyTheEnd(const Fault& fault) {
  return absl::StrContains(fault.text, "Disconnected") || absl::StrContains(fault.text, "unexpected eof") ||
         absl::StrContains(fault.text, "Connection reset");
}

bool IsOfTls(const Fault& fault) {
  return fault.code == RD_KAFKA_RESP_ERR__SSL || absl::StrContains(fault.text, "SSL routines");
}

Recoverability OutlookOf(const Fault& fault) {
  const bool is_refusal = IsOfTls(fault) || absl::IsUnauthenticated(KafkaErrorToStatus(fault.code, ""));
  if (is_refusal) return IsOnlyTheEnd(fault) ? Recoverability::kUnlikely : Recoverability::kPermanent;
  return absl::StrContains(fault.text, "security.protocol") ? Recoverability::kUnlikely : Recoverability::kTransient;
}

constexpr int kFirstWithRightScram = 0x020601ff;

// https://github.com/confluentinc/librdkafka/pull/4895
std::string ScramHint(const Fault& fault, rd_kafka_t* client) {
  const bool is_scram = absl::StartsWith(PropertyOf(client, "sasl.mechanism"), "SCRAM");
  const bool is_password =
      fault.code == RD_KAFKA_RESP_ERR__AUTHENTICATION && !absl::StrContains(fault.text, "handshake");
  if (!is_scram || !is_password || rd_kafka_version() >= kFirstWithRightScram) return "";
  return absl::StrCat("; Kafka 4 refuses whatever comes by SCRAM from librdkafka before 2.6.1, and this is ",
                      rd_kafka_version_str());
}

std::string AdviceOn(const Fault& fault, rd_kafka_t* client) {
  if (OutlookOf(fault) == Recoverability::kTransient) return "check --brokers, and that the brokers are up";
  if (IsOnlyTheEnd(fault)) return "check that -X security.protocol is what the brokers speak at that port";
  if (IsOfTls(fault)) {
    return "check -X ssl.ca.location (who signed the brokers' certificates), that those name the host as --brokers "
           "does, and ssl.certificate.location and ssl.key.location (our own, where the brokers want one)";
  }
  return absl::StrCat("check -X security.protocol, sasl.mechanism, sasl.username and sasl.password",
                      ScramHint(fault, client));
}

}  // namespace

void RememberError(const rd_kafka_t* client, rd_kafka_resp_err_t code, std::string_view text) {
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // the sum of the others
  ProcessFaults().Set(rd_kafka_name(client), {code, std::string(WithoutTimes(text))});
}

void ForgetError(std::string_view client_name) { ProcessFaults().Clear(client_name); }

KafkaDiagnosis Diagnose(rd_kafka_t* client) {
  rd_kafka_poll(client, 0);  // the error callback runs here
  const std::optional<Fault> fault = ProcessFaults().Get(rd_kafka_name(client));
  if (!fault.has_value()) return {};
  const Recoverability recoverability = OutlookOf(*fault);
  const std::string text = absl::StrCat("no connection to '", PropertyOf(client, "bootstrap.servers"),
                                        "': ", fault->text, "; ", AdviceOn(*fault, client));
  return {recoverability, recoverability == Recoverability::kTransient ? absl::UnavailableError(text)
                                                                       : absl::UnauthenticatedError(text)};
}

}  // namespace rollcall::topic
