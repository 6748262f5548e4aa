// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <cstdio>
#include <memory>
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
  void Set(LogSink sink) ABSL_LOCKS_EXCLUDED(mutex_) {
    auto shared = sink == nullptr ? nullptr : std::make_shared<const LogSink>(std::move(sink));
    MutexLock lock(mutex_);
    sink_.swap(shared);
  }
  std::shared_ptr<const LogSink> Get() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return sink_;
  }

 private:
  Mutex mutex_;
  std::shared_ptr<const LogSink> sink_ ABSL_GUARDED_BY(mutex_);
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

}  // namespace

void SetLogSink(LogSink sink) { ProcessSink().Set(std::move(sink)); }

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  const std::shared_ptr<const LogSink> sink = ProcessSink().Get();
  if (sink == nullptr && level == LogLevel::kDebug) return;
  std::string line = absl::StrCat("msg=", Quoted(message));
  for (const LogField& field : fields) absl::StrAppend(&line, " ", AbslView(field.name), "=", Quoted(field.value));
  if (sink != nullptr) return (*sink)(level, line);
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
