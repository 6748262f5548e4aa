// SPDX-License-Identifier: Apache-2.0
// --require-current and --max-staleness: how old an answer may be.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "base/cli11_types.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

enum class Requirement { kAnySource, kCurrentSource };

struct Freshness {
  Requirement source = Requirement::kAnySource;
  std::optional<absl::Duration> max_staleness;
};

void AddFreshnessOptions(CLI::App& command, Freshness& freshness);

// What is wrong with an answer that has this header, as a sentence; empty if it is fresh enough.
std::string WhyNotFresh(const Freshness& freshness, const v1::Header& header);

}  // namespace rollcall::cli
