// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/health.h"

#include <algorithm>

#include "base/check.h"
#include "display/notes.h"
#include "display/text.h"
#include "rollcall/client/error.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// A server without grpc.health.v1 is judged by its listing alone.
bool HasNoHealthService(const client::ServerHealth& health) { return absl::IsUnimplemented(health.serving.status()); }

bool SaysItServes(const client::ServerHealth& health) {
  return HasNoHealthService(health) || (health.serving.ok() && *health.serving == client::Serving::kYes);
}

// Whether this error is a Rollcall server's own word that it has no state to show now.
bool IsNotReady(const absl::Status& error) {
  return client::KindOf(error) == client::ErrorKind::kNotReady || client::ReasonOf(error) == "TOPIC_UNSUITABLE";
}

}  // namespace

NodeCounts CountNodes(const v1::ListNodesResponse& listing) {
  NodeCounts counts;
  for (const v1::NodeStatus& node : listing.nodes()) {
    counts.Add(node.state(), client::IsStale(node, listing.header()) ? Staleness::kStale : Staleness::kFresh);
  }
  return counts;
}

HealthVerdict VerdictOn(const client::ServerHealth& health) {
  const absl::Status& status = health.listing.status();
  if (!status.ok()) return IsNotReady(status) ? HealthVerdict::kNotCurrent : HealthVerdict::kNoAnswer;
  const bool is_current = health.listing->header().source_state() == v1::SOURCE_STATE_CURRENT;
  return is_current && SaysItServes(health) ? HealthVerdict::kCurrent : HealthVerdict::kNotCurrent;
}

std::string WhyNotCurrent(const client::ServerHealth& health) {
  if (!health.listing.ok()) return Sanitize(client::Summary(health.listing.status()));
  std::string source = SourceNote(health.listing->header());
  if (!source.empty() || SaysItServes(health)) return source;
  if (health.serving.ok()) return "its health service says NOT_SERVING";
  return Sanitize("its health service fails: " + client::Summary(health.serving.status()));
}

ExitCode ExitCodeOf(HealthVerdict verdict) {
  switch (verdict) {
    case HealthVerdict::kCurrent:
      return kExitYes;
    case HealthVerdict::kNotCurrent:
      return kExitNo;
    case HealthVerdict::kNoAnswer:
      return kExitNoAnswer;
  }
  return kExitNoAnswer;
}

HealthVerdict Combine(const std::vector<HealthVerdict>& verdicts, Judge judge) {
  CHECK(!verdicts.empty());
  const auto [best, worst] = std::minmax_element(verdicts.begin(), verdicts.end());
  return judge == Judge::kBest ? *best : *worst;
}

}  // namespace rollcall::cli
