// SPDX-License-Identifier: Apache-2.0
// Structured log lines on stderr, in logfmt: ts=… level=info msg="…" key=value …
//
// Thread-safe. A library may log; it never prints. A fault that repeats is reported through RepeatedFault, which counts
// it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace rollcall {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

struct LogField {
  // Any text, or a number as absl::StrCat takes it.
  template <typename T>
  LogField(std::string_view name_in, const T& value_in) : name(name_in), value(ToText(value_in)) {}
  std::string_view name;
  std::string value;  // quoted and escaped where it holds spaces, quotes, '=' or control characters

 private:
  template <typename T>
  static std::string ToText(const T& value_in) {
    if constexpr (std::is_convertible_v<const T&, std::string_view>)
      return std::string(std::string_view(value_in));
    else
      return absl::StrCat(value_in);
  }
};

// Once, from main. Lines below `level` are dropped.
void SetUpLog(LogLevel level);

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

// Lets the first of a run of faults through at once and then one a minute, with the number of those held back. Faults
// with different texts, of which a few may come in turn, are counted apart.
class RepeatedFault {
 public:
  // Logs at warning level or counts. `text` is the fault.
  void Report(absl::Time now, std::string_view message, const std::string& text) ABSL_LOCKS_EXCLUDED(mutex_);
  // The fault is over: logs `message` with the number of faults, if any was let through since the last Clear. One that
  // comes and goes is not told anew each time.
  void Clear(std::string_view message) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  static constexpr size_t kMaxTexts = 8;  // more of them in a minute are held back

  Mutex mutex_;
  std::map<std::string, absl::Time> logged_ ABSL_GUARDED_BY(mutex_);  // when each text was logged last
  int64_t held_back_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t total_ ABSL_GUARDED_BY(mutex_) = 0;  // since the last Clear that said so
  bool was_told_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall
