// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_diagnosis.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/mutex.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_property.h"

namespace rollcall::topic {
namespace {

using Recoverability = KafkaDiagnosis::Recoverability;

struct ClientError {
  rd_kafka_resp_err_t code;
  std::string text;
};

// The last error of each client, by the client's name. librdkafka never uses a name again in the life of a process.
class LastErrors {
 public:
  void Set(std::string_view client, ClientError error) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    errors_[std::string(client)] = std::move(error);
  }
  void Clear(std::string_view client) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    if (const auto found = errors_.find(client); found != errors_.end()) errors_.erase(found);
  }
  std::optional<ClientError> Get(std::string_view client) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    const auto found = errors_.find(client);
    return found == errors_.end() ? std::nullopt : std::optional<ClientError>(found->second);
  }

 private:
  Mutex mutex_;
  std::map<std::string, ClientError, std::less<>> errors_ ABSL_GUARDED_BY(mutex_);
};

// Never destroyed, because librdkafka's threads may report errors until the process has ended.
LastErrors& ProcessErrors() {
  static LastErrors& errors = *new LastErrors;
  return errors;
}

// librdkafka's texts end with how long an attempt took and how often the error was seen. Without that, one error always
// has the same text.
std::string_view WithoutTimes(std::string_view text) {
  const size_t times = text.rfind(" (after ");
  return times == std::string_view::npos ? text : text.substr(0, times);
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

}  // namespace

void RememberError(const rd_kafka_t* client, rd_kafka_resp_err_t code, std::string_view text) {
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // only follows from the others
  ProcessErrors().Set(rd_kafka_name(client), {code, std::string(WithoutTimes(text))});
}

void ForgetError(std::string_view client_name) { ProcessErrors().Clear(client_name); }

KafkaDiagnosis Diagnose(rd_kafka_t* client) {
  rd_kafka_poll(client, 0);  // the error callback runs here
  const std::optional<ClientError> error = ProcessErrors().Get(rd_kafka_name(client));
  if (!error.has_value()) return {};
  const Recoverability recoverability = RecoverabilityOf(*error);
  const std::string text = absl::StrCat("no connection to '", PropertyOf(client, "bootstrap.servers"),
                                        "': ", error->text, "; ", AdviceOn(*error));
  return {recoverability, recoverability == Recoverability::kTransient ? absl::UnavailableError(text)
                                                                       : absl::UnauthenticatedError(text)};
}

}  // namespace rollcall::topic
