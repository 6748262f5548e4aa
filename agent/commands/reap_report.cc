// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/reap_report.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/metric_families.h"
#include "client/flags/transport_advice.h"
#include "rollcall/client/error.h"
#include "rollcall/client/node.h"
#include "rollcall/instant.h"

namespace rollcall::agent {
namespace {

prometheus::Counter& AddCounter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& AddGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

ReapReport::ReapReport(Supervisor& supervisor, std::string done)
    : supervisor_(supervisor),
      done_(std::move(done)),
      reaped_(AddCounter(supervisor.registry(), "rollcall_reaper_reaped_total",
                         "Records by which this process said that a node is down.")),
      failures_(AddCounter(supervisor.registry(), "rollcall_reaper_failures_total",
                           "Looks at the nodes after which a listing or a write failed.")),
      held_back_(AddGauge(supervisor.registry(), "rollcall_reaper_held_back_nodes",
                          "Nodes that are not reaped although their lease is over, because too many nodes fell silent "
                          "together (--max-share).")),
      leased_(AddGauge(supervisor.registry(), "rollcall_reaper_leased_nodes",
                       "Nodes with a lease that are not down, and those that were reaped within their lease.")),
      going_(AddGauge(supervisor.registry(), "rollcall_reaper_going_nodes",
                      "Nodes that are silent for two leases or were reaped within their lease.")),
      as_of_(AddGauge(supervisor.registry(), "rollcall_reaper_as_of_timestamp_seconds",
                      "The as_of_time of the newest CURRENT evidence, in Unix time; 0 before the first.")) {
  supervisor_.SetHealth(absl::UnavailableError("no server has answered yet"));
}

void ReapReport::OnLook(const v1::Header& header, const ReapDecision& decision, const absl::Status& health) {
  const bool is_holding = decision.over > 0 && decision.share.is_exceeded;
  leased_.Set(static_cast<double>(decision.share.leased));
  going_.Set(static_cast<double>(decision.share.going));
  held_back_.Set(is_holding ? static_cast<double>(decision.over) : 0);
  if (header.source_state() == v1::SOURCE_STATE_CURRENT) {
    as_of_.Set(UnixSeconds(client::ToTime(header.as_of_time())));
  }
  supervisor_.SetHealth(health);
  if (is_holding != std::exchange(is_holding_, is_holding)) LogHold(decision, health);
  if (is_holding) return;
  if (health.ok()) {
    fault_.Clear("nodes can be reaped again");
    return;
  }
  failures_.Increment();
  fault_.Report(Instant::Now(), "nodes cannot be reaped", std::string(health.message()));
}

void ReapReport::LogHold(const ReapDecision& decision, const absl::Status& health) const {
  if (is_holding_) {
    Log(LogLevel::kError, std::string(health.message()), {{"over", decision.over}});
  } else {
    Log(LogLevel::kInfo, "no longer too many nodes are silent", {{"leased", decision.share.leased}});
  }
}

void ReapReport::OnLost(const std::string& server, const absl::Status& why) {
  const absl::string_view advice = AbslView(client::TransportAdvice(why));
  const std::string text = absl::StrCat(server, ": ", client::Summary(why), advice.empty() ? "" : "; ", advice);
  supervisor_.SetHealth(absl::UnavailableError(absl::StrCat("server ", text)));
  fault_.Report(Instant::Now(), "no server is watched", text);
}

void ReapReport::OnResumed(const std::string& server) { Log(LogLevel::kInfo, "watching again", {{"server", server}}); }

void ReapReport::OnReaped(const v1::NodeStatus& node, int64_t offset, const std::string& reason) {
  reaped_.Increment();
  Log(LogLevel::kWarning, done_, {{"node_id", node.node_id()}, {"offset", offset}, {"reason", reason}});
}

}  // namespace rollcall::agent
