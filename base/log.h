// SPDX-License-Identifier: Apache-2.0
// Structured log lines on stderr, in logfmt: ts=… level=info msg="…" key=value …
// or as JSON objects with the same names: {"ts":"…","level":"info","msg":"…","key":"value",…}
//
// Thread-safe. A library may log; it never prints. Report a fault that may repeat through RepeatedFault, which limits
// the number of lines.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "rollcall/instant.h"

namespace rollcall {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

enum class LogFormat { kText, kJson };

struct LogField {
  // The value is any text, or a number that absl::StrCat accepts.
  template <typename T>
  LogField(std::string_view name_in, const T& value_in)
      : name(name_in), value(ToText(value_in)), is_number(std::is_integral_v<T>) {}
  std::string_view name;
  std::string value;  // Log quotes and escapes it as the format needs it
  bool is_number;

 private:
  template <typename T>
  static std::string ToText(const T& value_in) {
    if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      return std::string(std::string_view(value_in));
    } else {
      return absl::StrCat(value_in);
    }
  }
};

// Called once, by main: lines go to stderr with their time. Lines below `level` are dropped.
void SetUpLog(LogLevel level, LogFormat format = LogFormat::kText);
// Replaces the level. After SetUpLog. Thread-safe.
void SetLogLevel(LogLevel level);

// Where lines go. `line` is msg="…" key=value …, or "msg":"…","key":"value",… in JSON, without a newline. Any thread
// may call it, several at a time.
using LogSink = std::function<void(LogLevel level, std::string_view line)>;

// For what is no program of its own, such as a library inside an engine. Null: lines go to stderr without their time,
// and debug lines nowhere, as before this is called. A line that another thread logs meanwhile may still go to the sink
// before.
void SetLogSink(LogSink sink, LogFormat format = LogFormat::kText);

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

// Limits the log lines about a fault that repeats: logs it at once, then at most once a minute. Each line says how many
// reports, of whatever text, were held back since the line before. Up to kMaxTexts faults with different texts are
// limited separately.
class RepeatedFault {
 public:
  // Logs `message` with the fault's `text` at warning level, or holds it back and counts it.
  void Report(Instant now, std::string_view message, const std::string& text) ABSL_LOCKS_EXCLUDED(mutex_);
  // The fault is over. Logs `message` with the number of reports, but only if one of them was logged since the last
  // Clear, so that a fault that comes and goes does not fill the log.
  void Clear(std::string_view message) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  static constexpr size_t kMaxTexts = 8;  // different texts that are logged in a minute

  Mutex mutex_;
  std::map<std::string, Instant> last_logged_ ABSL_GUARDED_BY(mutex_);  // by text
  int64_t held_back_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t total_ ABSL_GUARDED_BY(mutex_) = 0;        // since the last Clear that logged
  bool was_logged_ ABSL_GUARDED_BY(mutex_) = false;  // since the last Clear
};

}  // namespace rollcall
