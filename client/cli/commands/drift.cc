// SPDX-License-Identifier: Apache-2.0
// `rollcall drift`: which coprocessors differ from a reference.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/fetch.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/write_answer.h"
#include "client/cli/drift/listing_file.h"
#include "client/cli/drift/render.h"
#include "client/cli/drift/report.h"

namespace rollcall::cli {
namespace {

struct DriftOptions {
  std::string against;  // empty: the majority
  std::string ignore;   // empty, or "missing"
  std::string format = "table";
};

// What --against names.
struct Against {
  enum class Kind { kMajority, kNode, kListing };
  Kind kind = Kind::kMajority;
  int32_t node_id = 0;
  v1::ListNodesResponse listing = {};
};

absl::StatusOr<Against> ResolveAgainst(const std::string& text) {
  Against against;
  if (text.empty()) return against;
  if (absl::SimpleAtoi(text, &against.node_id)) {
    against.kind = Against::Kind::kNode;
    return against;
  }
  absl::StatusOr<v1::ListNodesResponse> listing = ReadListingFile(text);
  if (!listing.ok()) return listing.status();
  against.kind = Against::Kind::kListing;
  against.listing = *std::move(listing);
  return against;
}

absl::StatusOr<DriftReport> MakeReport(const DriftOptions& options, const Against& against,
                                       const v1::ListNodesResponse& listing) {
  switch (against.kind) {
    case Against::Kind::kMajority:
      return DriftFromMajority(listing);
    case Against::Kind::kNode:
      return DriftFromNode(listing, against.node_id);
    case Against::Kind::kListing:
      return DriftFromListing(listing, against.listing, options.against);
  }
  return absl::InternalError("a kind of reference is not handled");
}

ExitCode Write(const DriftReport& report, const std::string& format, CommandContext& context) {
  if (format == "json") return WriteJson(DriftJson(report), context);
  if (format == "ndjson") return WriteJson(DriftNdjson(report), context);
  return WriteText(DriftTable(report), DriftNotes(report), context);
}

ExitCode Answer(const DriftReport& report) {
  if (report.header.source_state() != v1::SOURCE_STATE_CURRENT) return kExitNoAnswer;
  return report.differences.empty() ? kExitYes : kExitNo;
}

ExitCode Show(const absl::StatusOr<v1::ListNodesResponse>& listing, const Against& against, const DriftOptions& options,
              CommandContext& context) {
  if (!listing.ok()) return ReportError(listing.status(), context);
  absl::StatusOr<DriftReport> report = MakeReport(options, against, *listing);
  if (!report.ok()) {
    PrintError(std::string(report.status().message()), context);
    return kExitNoAnswer;
  }
  if (options.ignore == "missing") {
    std::erase_if(report->differences,
                  [](const Difference& difference) { return difference.kind == Difference::Kind::kMissing; });
  }
  const ExitCode written = Write(*report, options.format, context);
  return written == kExitYes ? Answer(*report) : written;  // a reader that has gone changes no answer
}

ExitCode RunDrift(const DriftOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  const absl::StatusOr<Against> against = ResolveAgainst(options.against);
  if (!against.ok()) {
    PrintError(std::string(against.status().message()), context);
    return kExitUsage;
  }
  absl::StatusOr<NodeRequests> requests = NodeRequests::Create(connection, context);
  if (!requests.ok()) return ReportError(requests.status(), context);
  return Show(requests->List({}, std::nullopt), *against, options, context);
}

}  // namespace

Command AddDriftCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand(
      "drift", "Show which coprocessors differ from node to node: 0 no drift, 1 drift, 4 no trustworthy answer");
  auto options = std::make_shared<DriftOptions>();
  app->add_option("--against", options->against,
                  "The reference: a node, or a file that list -o json saved; default: the majority of up nodes")
      ->type_name("NODE|FILE")
      ->configurable(false);
  AddChoice(*app, "--ignore", options->ignore, {"missing"}, "Leave out differences of this kind")->default_str("");
  AddChoice(*app, "-o,--output,--format", options->format, {"table", "json", "ndjson"}, "Output format");
  return {app,
          [options, &connection](CommandContext& context) { return RunDrift(*options, connection, context); },
          {{"rollcall drift", "where nodes differ from what most nodes have"},
           {"rollcall drift --against 1 --ignore missing", "what differs from node 1, without what is only missing"},
           {"rollcall drift --against before.json", "what has changed since rollcall list -o json > before.json"}}};
}

}  // namespace rollcall::cli
