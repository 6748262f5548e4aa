// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/absl_view.h"
#include "base/instant.h"

namespace rollcall {
namespace {

constexpr absl::Duration kRepeatInterval = absl::Minutes(1);

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

bool NeedsQuotes(std::string_view value) {
  if (value.empty()) return true;
  for (const char c : value) {
    if (c <= ' ' || c == '"' || c == '=' || c == 0x7f) return true;
  }
  return false;
}

// Inside double quotes, a single quote needs no escape.
std::string Escaped(std::string_view value) {
  return absl::StrReplaceAll(absl::Utf8SafeCEscape(AbslView(value)), {{"\\'", "'"}});
}

std::string Quoted(std::string_view value) {
  return NeedsQuotes(value) ? absl::StrCat("\"", Escaped(value), "\"") : std::string(value);
}

}  // namespace

void SetUpLog(LogLevel level) {
  auto logger = spdlog::stderr_logger_mt("rollcall");
  logger->set_pattern("ts=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
  logger->set_level(ToSpdlog(level));
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
}

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  const spdlog::level::level_enum spdlog_level = ToSpdlog(level);
  if (!spdlog::default_logger_raw()->should_log(spdlog_level)) return;
  std::string line = absl::StrCat("msg=", Quoted(message));
  for (const LogField& field : fields) absl::StrAppend(&line, " ", AbslView(field.name), "=", Quoted(field.value));
  spdlog::default_logger_raw()->log(spdlog_level, line);
}

void RepeatedFault::Report(Instant now, std::string_view message, const std::string& text) {
  MutexLock lock(mutex_);
  ++total_;
  std::erase_if(last_logged_, [now](const auto& entry) { return now - entry.second >= kRepeatInterval; });
  if (last_logged_.contains(text) || last_logged_.size() >= kMaxTexts) {
    ++held_back_;
    return;
  }
  Log(LogLevel::kWarning, message, {{"fault", text}, {"held_back", held_back_}});
  last_logged_[text] = now;
  held_back_ = 0;
  was_logged_ = true;
}

void RepeatedFault::Clear(std::string_view message) {
  MutexLock lock(mutex_);
  if (!std::exchange(was_logged_, false)) return;
  Log(LogLevel::kInfo, message, {{"faults", total_}});
  total_ = 0;
}

}  // namespace rollcall
