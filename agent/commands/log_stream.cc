// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/log_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "agent/commands/command.h"

namespace rollcall::agent {

LogStream::Lines::int_type LogStream::Lines::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  if (traits_type::to_char_type(c) != '\n') {
    line_ += traits_type::to_char_type(c);
    return c;
  }
  const std::string line = std::exchange(line_, {});
  Log(LogLevel::kWarning, std::string(absl::StripPrefix(line, absl::StrCat(kProgram, ": "))));
  return c;
}

}  // namespace rollcall::agent
