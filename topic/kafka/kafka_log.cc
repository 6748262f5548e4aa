// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_log.h"

#include <utility>

#include "base/log.h"
#include "rollcall/instant.h"
#include "topic/kafka/kafka_diagnosis.h"

namespace rollcall::topic {
namespace {

// Never destroyed, because librdkafka's threads may log until the process has ended.
LineThrottle& ProcessThrottle() {
  static LineThrottle& throttle = *new LineThrottle;
  return throttle;
}

// Translates syslog levels. Nothing that librdkafka reports is an error of the program, because it keeps trying.
LogLevel LevelOf(int syslog_level, std::string_view facility) {
  // Consumers and producers get the same -X properties, and each warns about those of the other. The embedded broker's
  // version has no way to switch off the creation of topics.
  if (facility == "CONFWARN" || facility == "AUTOCREATE") return LogLevel::kDebug;
  if (syslog_level <= 4) return LogLevel::kWarning;
  return syslog_level <= 6 ? LogLevel::kInfo : LogLevel::kDebug;
}

void LogThrottled(LogLevel level, std::string_view client, std::string_view kind, std::string_view text) {
  const std::optional<int64_t> held_back = ProcessThrottle().Admit(kind, Instant::Now());
  if (!held_back.has_value()) return;
  Log(level, "kafka", {{"client", client}, {"kind", kind}, {"text", text}, {"held_back", *held_back}});
}

void OnLog(const rd_kafka_t* client, int syslog_level, const char* facility, const char* text) {
  const LogLevel level = LevelOf(syslog_level, facility);
  if (level == LogLevel::kDebug && client != nullptr) {  // -X debug=… asks for every line
    Log(level, "kafka", {{"client", rd_kafka_name(client)}, {"kind", facility}, {"text", text}});
    return;
  }
  LogThrottled(level, client == nullptr ? "" : rd_kafka_name(client), facility, text);
}

void OnError(rd_kafka_t* client, int code, const char* reason, void* /*opaque*/) {
  const auto error = static_cast<rd_kafka_resp_err_t>(code);
  RememberError(client, error, reason);
  LogThrottled(LogLevel::kWarning, rd_kafka_name(client), rd_kafka_err2name(error), reason);
}

}  // namespace

std::optional<int64_t> LineThrottle::Admit(std::string_view kind, Instant now) {
  MutexLock lock(mutex_);
  auto found = windows_.find(kind);
  if (found == windows_.end()) found = windows_.emplace(std::string(kind), Window{}).first;
  Window& window = found->second;
  if (now - window.start >= absl::Minutes(1)) {
    window.start = now;
    window.passed = 0;
  }
  if (window.passed >= kLinesPerMinute) {
    ++window.held_back;
    return std::nullopt;
  }
  ++window.passed;
  return std::exchange(window.held_back, 0);
}

void LogThroughBase(rd_kafka_conf_t* conf) {
  rd_kafka_conf_set_log_cb(conf, &OnLog);
  rd_kafka_conf_set_error_cb(conf, &OnError);
}

}  // namespace rollcall::topic
