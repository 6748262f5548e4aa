// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_log.h"

#include <utility>

#include "base/log.h"
#include "rollcall/instant.h"
#include "topic/kafka/kafka_diagnosis.h"

namespace rollcall::topic {
namespace {

constexpr absl::Duration kInterval = absl::Minutes(1);

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

// What fails is of one kind for both callbacks.
constexpr std::string_view kFault = "FAIL";

void LogThrottled(LogLevel level, std::string_view client, std::string_view kind, std::string_view text) {
  const std::string_view throttled_as = level == LogLevel::kWarning ? kFault : kind;
  const std::optional<int64_t> held_back = ProcessThrottle().Admit(throttled_as, WithoutTimes(text), Instant::Now());
  if (!held_back.has_value()) return;
  Log(level, "kafka", {{"client", client}, {"kind", kind}, {"text", text}, {"held_back", *held_back}});
}

void OnLog(const rd_kafka_t* client, int syslog_level, const char* facility, const char* text) {
  const LogLevel level = LevelOf(syslog_level, facility);
  if (level == LogLevel::kDebug && client != nullptr) {  // -X debug=… asks for every line
    Log(level, "kafka", {{"client", rd_kafka_name(client)}, {"kind", facility}, {"text", text}});
    return;
  }
  LogThrottled(level, client == nullptr ? "" : rd_kafka_name(client), facility, WithoutThread(text));
}

void OnError(rd_kafka_t* client, int code, const char* reason, void* /*opaque*/) {
  const auto error = static_cast<rd_kafka_resp_err_t>(code);
  RememberError(client, error, reason);
  LogThrottled(LogLevel::kWarning, rd_kafka_name(client), rd_kafka_err2name(error), reason);
}

}  // namespace

std::string_view WithoutThread(std::string_view text) {
  constexpr std::string_view kEnd = "]: ";
  const size_t end = text.starts_with("[thrd:") ? text.find(kEnd) : std::string_view::npos;
  return end == std::string_view::npos ? text : text.substr(end + kEnd.size());
}

// The line that is asked about keeps its number, whatever its age.
void LineThrottle::ForgetOld(Kind& kind, std::string_view text, Instant now) {
  std::erase_if(kind.lines, [&](const auto& entry) {
    const bool is_old = entry.first != text && now - entry.second.passed_at >= kInterval;
    if (is_old) kind.held_back += entry.second.held_back;
    return is_old;
  });
}

std::optional<int64_t> LineThrottle::Admit(std::string_view kind_name, std::string_view text, Instant now) {
  MutexLock lock(mutex_);
  auto found = kinds_.find(kind_name);
  if (found == kinds_.end()) found = kinds_.emplace(std::string(kind_name), Kind{}).first;
  Kind& kind = found->second;
  ForgetOld(kind, text, now);
  const auto line = kind.lines.find(text);
  if (line != kind.lines.end()) {
    if (now - line->second.passed_at < kInterval) {
      ++line->second.held_back;
      return std::nullopt;
    }
    line->second.passed_at = now;
    return std::exchange(line->second.held_back, 0);
  }
  if (kind.lines.size() >= kLinesPerMinute) {
    ++kind.held_back;
    return std::nullopt;
  }
  kind.lines.emplace(std::string(text), Line{.passed_at = now});
  return std::exchange(kind.held_back, 0);
}

void LogThroughBase(rd_kafka_conf_t* conf) {
  rd_kafka_conf_set_log_cb(conf, &OnLog);
  rd_kafka_conf_set_error_cb(conf, &OnError);
}

}  // namespace rollcall::topic
