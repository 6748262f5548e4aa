// SPDX-License-Identifier: Apache-2.0
#include "absl/time/time.h"
#include "client/cli/render/json_values.h"
#include "client/cli/views/health_text.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

Json ServingJson(const absl::StatusOr<client::Serving>& serving) {
  if (serving.ok()) return *serving == client::Serving::kYes ? "SERVING" : "NOT_SERVING";
  return absl::IsUnimplemented(serving.status()) ? "SERVICE_UNKNOWN" : "UNKNOWN";
}

const char* VerdictName(HealthVerdict verdict) {
  switch (verdict) {
    case HealthVerdict::kCurrent:
      return "current";
    case HealthVerdict::kNotCurrent:
      return "notCurrent";
    case HealthVerdict::kNoAnswer:
      return "noAnswer";
  }
  return "noAnswer";
}

Json CountsJson(const NodeCounts& counts) {
  return {{"up", counts.up},
          {"down", counts.down},
          {"other", counts.other},
          {"invalid", counts.invalid},
          {"stale", counts.stale}};
}

Json ServerJson(const client::ServerHealth& health) {
  Json json = {{"server", health.server},
               {"verdict", VerdictName(VerdictOn(health))},
               {"problem", WhyNotCurrent(health)},
               {"health", ServingJson(health.serving)}};
  if (!health.listing.ok()) return json;
  const v1::Header& header = health.listing->header();
  json["header"] = MessageJson(header);
  json["evidenceAgeS"] = header.has_as_of_time() ? Json(absl::ToDoubleSeconds(client::EvidenceAge(header))) : Json();
  json["nodes"] = CountsJson(CountNodes(*health.listing));
  return json;
}

}  // namespace

std::string HealthJson(const std::vector<client::ServerHealth>& servers, const std::string& client_version) {
  Json each = Json::array();
  for (const client::ServerHealth& health : servers) each.push_back(ServerJson(health));
  return JsonText({{"client", client_version}, {"servers", each}}, JsonLayout::kIndented);
}

}  // namespace rollcall::cli
