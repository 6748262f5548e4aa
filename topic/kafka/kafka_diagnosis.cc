// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_diagnosis.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/absl_view.h"
#include "base/comma_list.h"
#include "base/mutex.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_property.h"

namespace rollcall::topic {
namespace {

using Recoverability = KafkaDiagnosis::Recoverability;

constexpr absl::Duration kFaultLasts = absl::Minutes(1);

struct ClientError {
  rd_kafka_resp_err_t code;
  std::string text;
  Instant time;
};

struct ClientErrors {
  std::optional<ClientError> last;
  std::map<int32_t, ClientError> by_broker;  // of addresses that brokers advertise, by the broker's id
};

// The errors of each client, by the client's name. librdkafka never uses a name again in the life of a process.
class RememberedErrors {
 public:
  void Set(std::string_view client, std::optional<int32_t> broker_id, ClientError error) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    ClientErrors& errors = errors_[std::string(client)];
    if (broker_id.has_value()) errors.by_broker.insert_or_assign(*broker_id, error);
    errors.last = std::move(error);
  }
  void ForgetLast(std::string_view client) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    if (const auto found = errors_.find(client); found != errors_.end()) found->second.last.reset();
  }
  void ForgetClient(std::string_view client) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    if (const auto found = errors_.find(client); found != errors_.end()) errors_.erase(found);
  }
  ClientErrors Get(std::string_view client) const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    const auto found = errors_.find(client);
    return found == errors_.end() ? ClientErrors() : found->second;
  }
  std::string NewestText() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    ClientError newest{.code = RD_KAFKA_RESP_ERR_NO_ERROR, .text = "", .time = Instant::InfinitePast()};
    for (const auto& [client, errors] : errors_) {
      for (const auto& [broker_id, error] : errors.by_broker) newest = Newer(newest, error);
      if (errors.last.has_value()) newest = Newer(newest, *errors.last);
    }
    return newest.text;
  }

 private:
  static ClientError Newer(const ClientError& a, const ClientError& b) { return b.time > a.time ? b : a; }

  mutable Mutex mutex_;
  std::map<std::string, ClientErrors, std::less<>> errors_ ABSL_GUARDED_BY(mutex_);
};

// Never destroyed, because librdkafka's threads may report errors until the process has ended.
RememberedErrors& ProcessErrors() {
  static RememberedErrors& errors = *new RememberedErrors;
  return errors;
}

// The error only says that the broker ended the connection: it may be shutting down, or it may not understand what it
// reads.
bool IsDisconnect(const ClientError& error) {
  return absl::StrContains(error.text, "Disconnected") || absl::StrContains(error.text, "unexpected eof") ||
         absl::StrContains(error.text, "Connection reset");
}

bool IsTlsError(const ClientError& error) {
  return error.code == RD_KAFKA_RESP_ERR__SSL || absl::StrContains(error.text, "SSL routines");
}

Recoverability RecoverabilityOf(const ClientError& error) {
  const bool is_refusal = IsTlsError(error) || absl::IsUnauthenticated(KafkaErrorToStatus(error.code, ""));
  if (is_refusal) return IsDisconnect(error) ? Recoverability::kUnlikely : Recoverability::kPermanent;
  return absl::StrContains(error.text, "security.protocol") ? Recoverability::kUnlikely : Recoverability::kTransient;
}

std::string AdviceOn(const ClientError& error) {
  if (RecoverabilityOf(error) == Recoverability::kTransient) return "check --brokers, and that the brokers are up";
  if (IsDisconnect(error)) return "check that -X security.protocol is the protocol of the brokers at that port";
  if (IsTlsError(error)) {
    return "check -X ssl.ca.location (the CA that signed the brokers' certificates), that those certificates name the "
           "host as --brokers does, and ssl.certificate.location and ssl.key.location (our own certificate, if the "
           "brokers require one)";
  }
  return "check -X security.protocol, sasl.mechanism, sasl.username and sasl.password";
}

// librdkafka's texts begin with the broker's name: [PROTOCOL://]HOST:PORT/ID. In place of the id of a broker that is
// only known from --brokers there is a word.
struct BrokerName {
  std::string address;
  std::optional<int32_t> id;
};

BrokerName BrokerNameOf(std::string_view text) {
  const size_t end = text.find(": ");
  std::string_view name = text.substr(0, end == std::string_view::npos ? 0 : end);
  if (const size_t protocol = name.find("://"); protocol != std::string_view::npos) name.remove_prefix(protocol + 3);
  const size_t slash = name.rfind('/');
  int32_t id = 0;
  if (slash == std::string_view::npos || !absl::SimpleAtoi(AbslView(name.substr(slash + 1)), &id)) return {};
  return {std::string(name.substr(0, slash)), id};
}

bool IsAmong(const std::string& address, std::string_view brokers) {
  const std::vector<std::string> entries = SplitCommaList(brokers);
  return std::find(entries.begin(), entries.end(), address) != entries.end();
}

// The addresses that brokers advertise, that --brokers does not name, and that cannot be reached.
std::vector<std::string> AdvertisedFaults(const ClientErrors& errors, std::string_view brokers, Instant now) {
  std::vector<std::string> faults;
  for (const auto& [id, error] : errors.by_broker) {
    const std::string address = BrokerNameOf(error.text).address;
    if (now - error.time > kFaultLasts || IsAmong(address, brokers)) continue;
    if (RecoverabilityOf(error) != Recoverability::kTransient) continue;
    faults.push_back(
        absl::StrCat("broker ", id, " advertises the address '", address, "', which cannot be reached: ", error.text));
  }
  return faults;
}

std::string TextOf(const ClientError& error, std::string_view brokers) {
  return absl::StrCat("no connection to '", AbslView(brokers), "': ", error.text, "; ", AdviceOn(error));
}

KafkaDiagnosis DiagnosisOf(const ClientErrors& errors, const std::string& brokers, Instant now) {
  const std::vector<std::string> faults = AdvertisedFaults(errors, brokers, now);
  const Recoverability recoverability =
      errors.last.has_value() ? RecoverabilityOf(*errors.last) : Recoverability::kTransient;
  if (recoverability != Recoverability::kTransient) {
    return {recoverability, absl::UnauthenticatedError(TextOf(*errors.last, brokers))};
  }
  if (!faults.empty()) {
    return {recoverability,
            absl::UnavailableError(absl::StrCat(absl::StrJoin(faults, ", "),
                                                "; check advertised.listeners of the broker: this machine "
                                                "must be able to resolve and to reach what it names (--brokers '",
                                                brokers, "' is only where the first question goes)"))};
  }
  if (errors.last.has_value()) return {recoverability, absl::UnavailableError(TextOf(*errors.last, brokers))};
  return {};
}

}  // namespace

std::string_view WithoutTimes(std::string_view text) {
  const size_t times = text.rfind(" (after ");
  return times == std::string_view::npos ? text : text.substr(0, times);
}

void RememberError(const rd_kafka_t* client, rd_kafka_resp_err_t code, std::string_view text, Instant now) {
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // only follows from the others
  ProcessErrors().Set(rd_kafka_name(client), BrokerNameOf(text).id, {code, std::string(WithoutTimes(text)), now});
}

void ForgetError(std::string_view client_name) { ProcessErrors().ForgetLast(client_name); }

void ForgetClient(std::string_view client_name) { ProcessErrors().ForgetClient(client_name); }

KafkaDiagnosis Diagnose(rd_kafka_t* client, Instant now) {
  rd_kafka_poll(client, 0);  // the error callback runs here
  return DiagnosisOf(ProcessErrors().Get(rd_kafka_name(client)), PropertyOf(client, "bootstrap.servers"), now);
}

std::string NewestErrorText() { return ProcessErrors().NewestText(); }

}  // namespace rollcall::topic
