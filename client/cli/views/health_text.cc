// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/health_text.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/render/columns.h"
#include "client/cli/views/fields.h"
#include "display/header_text.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

std::string ServingText(const client::ServerHealth& health) {
  if (health.serving.ok()) return *health.serving == client::Serving::kYes ? "serving" : "not serving";
  if (absl::IsUnimplemented(health.serving.status())) return "no health service";
  return VerdictOn(health) == HealthVerdict::kNoAnswer ? "no answer" : "health unknown";
}

std::string SourceLine(const v1::Header& header) {
  std::string word = SourceWord(header.source_state());
  if (!header.has_source_state_time()) return word;
  return absl::StrCat(word, " since ", TimeText(client::ToTime(header.source_state_time())));
}

std::string NodesText(const v1::ListNodesResponse& listing) {
  const NodeCounts counts = CountNodes(listing);
  std::string text = absl::StrCat(listing.nodes_size(), ": ", counts.up, " up");
  for (const auto& [count, word] : {std::pair{counts.down, "down"},
                                    {counts.other, "in another state"},
                                    {counts.invalid, "invalid"},
                                    {counts.stale, "stale"}}) {
    if (count > 0) absl::StrAppend(&text, ", ", count, " ", word);
  }
  return text;
}

std::string EvidenceText(const v1::Header& header) {
  return header.has_as_of_time() ? AgeText(client::EvidenceAge(header)) : "unknown";
}

// A server that is older than these fields of the header tells neither.
std::string IdText(const v1::Header& header) {
  return header.server_id().empty() ? "unknown" : Sanitize(header.server_id());
}

std::string VersionText(const v1::Header& header) {
  return header.server_version().empty() ? "unknown" : Sanitize(header.server_version());
}

Cells RowOf(const client::ServerHealth& health) {
  Cells cells = {Sanitize(health.server), ServingText(health)};
  if (health.listing.ok()) {
    const v1::Header& header = health.listing->header();
    const NodeCounts counts = CountNodes(*health.listing);
    cells.insert(cells.end(),
                 {SourceWord(header.source_state()), EvidenceText(header), absl::StrCat(header.revision()),
                  absl::StrCat(counts.up), absl::StrCat(counts.down), absl::StrCat(counts.other),
                  absl::StrCat(counts.invalid), absl::StrCat(counts.stale), IdText(header), VersionText(header)});
  }
  constexpr size_t kColumns = 13;
  cells.resize(kColumns - 1, "-");
  cells.push_back(WhyNotCurrent(health));
  return cells;
}

}  // namespace

std::string HealthText(const client::ServerHealth& health, const std::string& client_version) {
  Fields fields = {
      {"Server", Sanitize(health.server)}, {"Health", ServingText(health)}, {"Problem", WhyNotCurrent(health)}};
  if (health.listing.ok()) {
    const v1::Header& header = health.listing->header();
    fields.insert(fields.end(), {{"Server id", IdText(header)},
                                 {"Server version", VersionText(header)},
                                 {"Source", SourceLine(header)},
                                 {"Evidence", absl::StrCat(EvidenceText(header), " old")},
                                 {"Topic", TopicText(header)},
                                 {"Revision", absl::StrCat(header.revision())},
                                 {"Nodes", NodesText(*health.listing)},
                                 {"Records of no node", absl::StrCat(header.problem_count())}});
  }
  fields.emplace_back("Client", absl::StrCat(client_version, ", API rollcall.v1"));
  return JoinLines(FormatFields(fields, 0));
}

std::string HealthTable(const std::vector<client::ServerHealth>& servers) {
  std::vector<Cells> rows;
  for (const client::ServerHealth& health : servers) rows.push_back(RowOf(health));
  return JoinLines(FormatColumns({"SERVER", "HEALTH", "SOURCE", "EVIDENCE", "REVISION", "UP", "DOWN", "OTHER",
                                  "INVALID", "STALE", "ID", "VERSION", "PROBLEM"},
                                 rows));
}

}  // namespace rollcall::cli
