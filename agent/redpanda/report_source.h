// SPDX-License-Identifier: Apache-2.0
// Gets a report about the transforms from one of several admin APIs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/redpanda/admin_client.h"
#include "agent/redpanda/transform_report.h"

namespace rollcall::agent {

struct PollResult {
  enum class Outcome : uint8_t {
    kReport,
    kErrorAnswer,  // at least one admin API answered, but none with a report
    kSilence,      // none answered
    kCancelled
  };
  Outcome outcome = Outcome::kSilence;
  TransformReport report;
  absl::Status error;  // of every URL that was asked, with the URL; OK for a report
};

// Does not own `api`, which must outlive it. Not thread-safe.
class ReportSource {
 public:
  // `urls` is not empty.
  ReportSource(std::vector<std::string> urls, AdminApi& api);

  // Asks one URL after the other, until one gives a report. Begins with the one that gave the last report.
  PollResult Poll();

 private:
  absl::StatusOr<TransformReport> Ask(const std::string& url, bool& is_answered);

  const std::vector<std::string> urls_;
  AdminApi& api_;
  size_t first_ = 0;
};

}  // namespace rollcall::agent
