// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/absl_view.h"
#include "rollcall/instant.h"

namespace rollcall {
namespace {

constexpr absl::Duration kRepeatInterval = absl::Minutes(1);

// The sink of the process. Never destroyed, because threads may log until the process has ended.
class CurrentSink {
 public:
  struct Target {
    LogSink sink;
    LogFormat format;
  };

  void Set(LogSink sink, LogFormat format) ABSL_LOCKS_EXCLUDED(mutex_) {
    auto shared = sink == nullptr ? nullptr : std::make_shared<const Target>(Target{std::move(sink), format});
    MutexLock lock(mutex_);
    sink_.swap(shared);
  }
  std::shared_ptr<const Target> Get() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return sink_;
  }

 private:
  Mutex mutex_;
  std::shared_ptr<const Target> sink_ ABSL_GUARDED_BY(mutex_);
};

CurrentSink& ProcessSink() {
  static CurrentSink& sink = *new CurrentSink;
  return sink;
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

std::string TextLine(std::string_view message, std::initializer_list<LogField> fields) {
  std::string line = absl::StrCat("msg=", Quoted(message));
  for (const LogField& field : fields) absl::StrAppend(&line, " ", AbslView(field.name), "=", Quoted(field.value));
  return line;
}

// Bytes that are no UTF-8, as what others send may be, become U+FFFD.
std::string JsonText(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string JsonLine(std::string_view message, std::initializer_list<LogField> fields) {
  std::string line = absl::StrCat("\"msg\":", JsonText(message));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, ",", JsonText(field.name), ":", field.is_number ? field.value : JsonText(field.value));
  }
  return line;
}

}  // namespace

void SetLogSink(LogSink sink, LogFormat format) { ProcessSink().Set(std::move(sink), format); }

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  const std::shared_ptr<const CurrentSink::Target> target = ProcessSink().Get();
  if (target == nullptr && level == LogLevel::kDebug) return;
  const bool is_json = target != nullptr && target->format == LogFormat::kJson;
  std::string line = is_json ? JsonLine(message, fields) : TextLine(message, fields);
  if (target != nullptr) return target->sink(level, line);
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
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
