// SPDX-License-Identifier: Apache-2.0
#include "base/log_format_option.h"

#include <CLI/CLI.hpp>
#include <string>

#include "base/option_values.h"

namespace rollcall {

void AddLogFormat(CLI::App& app, LogFormat& format) {
  app.add_option_function<std::string>(
         "--log-format",
         [&format](const std::string& name) { format = name == "json" ? LogFormat::kJson : LogFormat::kText; },
         "How a line of the log on stderr is written: logfmt for people, or a JSON object")
      ->check(OneOf({"text", "json"}))
      ->default_str("text");
}

}  // namespace rollcall
