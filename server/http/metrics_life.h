// SPDX-License-Identifier: Apache-2.0
// Metrics of the server's own life, which docs/lifecycle.md is about: whether it drains, how it last read its settings
// again, and the files that say who may call. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/metric_families.h"

namespace rollcall::http {

class ReloadStatus {
 public:
  // The settings of the start count as a success.
  ReloadStatus() { Note(true); }

  void Note(bool is_success) {
    if (is_success) last_success_ms_ = absl::ToUnixMillis(absl::Now());
    is_success_ = is_success;
  }
  bool is_success() const { return is_success_; }
  absl::Time last_success() const { return absl::FromUnixMillis(last_success_ms_); }

 private:
  std::atomic<bool> is_success_ = true;
  std::atomic<int64_t> last_success_ms_ = 0;
};

// The files of TLS and of tokens.
struct AccessFiles {
  bool are_usable = true;                             // all of them, when they were last read
  std::optional<absl::Time> certificate_expiry = {};  // nullopt without TLS
};

void AddLife(bool is_draining, const ReloadStatus& reload, MetricFamilies& families);
void AddAccessFiles(const AccessFiles& files, MetricFamilies& families);

}  // namespace rollcall::http
