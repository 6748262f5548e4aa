// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/print_record.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"

namespace rollcall::agent {

void PrintRecord(const Record& record, std::ostream& out) {
  out << absl::CHexEscape(record.key) << "\t"
      << (record.value.has_value() ? absl::StrReplaceAll(*record.value, {{"\n", " "}, {"\r", " "}}) : "null")
      << std::endl;  // flushed, because a pipe must see it now
}

}  // namespace rollcall::agent
