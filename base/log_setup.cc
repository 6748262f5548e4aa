// SPDX-License-Identifier: Apache-2.0
// The log of a program. Apart from log.cc, so that a library that logs does not need spdlog.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "base/check.h"
#include "base/log.h"

namespace rollcall {
namespace {

constexpr char kLoggerName[] = "rollcall";

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

}  // namespace

void SetUpLog(LogLevel level, LogFormat format) {
  auto logger = spdlog::stderr_logger_mt(kLoggerName);
  logger->set_pattern(format == LogFormat::kJson ? R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                                 : "ts=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                      spdlog::pattern_time_type::utc);
  logger->set_level(ToSpdlog(level));
  logger->flush_on(spdlog::level::debug);
  SetLogSink(
      [logger](LogLevel line_level, std::string_view line) {
        logger->log(ToSpdlog(line_level), spdlog::string_view_t(line.data(), line.size()));
      },
      format);
}

void SetLogLevel(LogLevel level) {
  const std::shared_ptr<spdlog::logger> logger = spdlog::get(kLoggerName);
  CHECK(logger != nullptr);
  logger->set_level(ToSpdlog(level));
}

}  // namespace rollcall
