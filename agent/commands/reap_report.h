// SPDX-License-Identifier: Apache-2.0
// Logs and counts what a reaper does, and shows whether it could do its work.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <cstdint>
#include <string>

#include "agent/reaper/reaper.h"
#include "agent/supervision/supervisor.h"
#include "base/log.h"

namespace rollcall::agent {

// For the reaper's thread.
class ReapReport final : public ReaperObserver {
 public:
  // `supervisor` must outlive it. `done`: what the log says was done for a node, such as "reaped".
  ReapReport(Supervisor& supervisor, std::string done);

  void OnLook(const v1::Header& header, const ReapDecision& decision, const absl::Status& health) override;
  void OnLost(const std::string& server, const absl::Status& why) override;
  void OnResumed(const std::string& server) override;
  void OnReaped(const v1::NodeStatus& node, int64_t offset, const std::string& reason) override;

 private:
  void LogHold(const ReapDecision& decision, const absl::Status& health) const;

  Supervisor& supervisor_;
  const std::string done_;
  prometheus::Counter& reaped_;
  prometheus::Counter& failures_;
  prometheus::Gauge& held_back_;
  prometheus::Gauge& leased_;
  prometheus::Gauge& going_;
  prometheus::Gauge& as_of_;
  RepeatedFault fault_;
  bool is_holding_ = false;
};

}  // namespace rollcall::agent
