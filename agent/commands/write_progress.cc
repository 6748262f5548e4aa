// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/write_progress.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace rollcall::agent {

void WriteProgress::Begin(std::string what) {
  MutexLock lock(mutex_);
  begun_ = std::move(what);
}

void WriteProgress::Written(std::string fact) {
  MutexLock lock(mutex_);
  begun_.clear();
  facts_.push_back(std::move(fact));
}

void WriteProgress::NotWritten() {
  MutexLock lock(mutex_);
  begun_.clear();
}

std::string WriteProgress::Describe() const {
  MutexLock lock(mutex_);
  if (facts_.empty() && begun_.empty()) return "nothing was written";
  const std::string written = absl::StrJoin(facts_, ", ");
  if (begun_.empty()) return absl::StrCat("written: ", written);
  return absl::StrCat(begun_, " was being sent and may be written",
                      facts_.empty() ? "" : "; written before: ", written);
}

}  // namespace rollcall::agent
