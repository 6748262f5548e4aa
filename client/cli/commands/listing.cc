// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/listing.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/option_values.h"
#include "client/cli/commands/absent_nodes.h"
#include "client/cli/commands/command_client.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/watch_handover.h"
#include "client/cli/commands/write_answer.h"
#include "client/cli/render/custom_columns.h"
#include "client/cli/render/json.h"
#include "client/flags/transport_flags.h"

namespace rollcall::cli {
namespace {

v1::ListNodesRequest MakeRequest(const ListingOptions& options) {
  v1::ListNodesRequest request;
  *request.mutable_filter() = ServerFilter(options);
  if (options.request.min_revision.has_value()) request.set_min_revision(*options.request.min_revision);
  request.set_view(options.output.format == "raw" ? v1::NODE_VIEW_FULL : v1::NODE_VIEW_BASIC);
  return request;
}

std::string MakeJson(const std::string& format, const v1::ListNodesResponse& listing) {
  if (format == "ndjson") return ToNdjson(listing);
  return format == "raw" ? RawJson(listing) : ListingJson(listing);
}

// One name a line, each once, in the order of the rows.
std::string NamesText(const ListingKind& kind, const Table& table) {
  std::set<std::string> written;
  Table names = WithColumns(table, {kind.name_column});
  std::erase_if(names.rows, [&written](const auto& row) { return !written.insert(row.front().text).second; });
  std::string text;
  for (const std::vector<Cell>& row : names.rows) absl::StrAppend(&text, row.front().text, "\n");
  return text;
}

std::vector<std::string> ShownColumns(const OutputOptions& output, const ListingKind& kind) {
  std::vector<std::string> keys;
  for (size_t i = 0; i < output.custom.size(); ++i) keys.push_back(KeyOfCustomColumn(i));
  if (!keys.empty()) return keys;
  if (!output.columns.empty()) return output.columns;
  return output.format == "wide" ? kind.wide_columns : kind.columns;
}

std::string MakeTableText(const OutputOptions& output, const ListingKind& kind, const v1::ListNodesResponse& listing,
                          const CommandContext& context) {
  Table table = kind.make_table(listing);
  if (IsNamesOnly(output)) return NamesText(kind, table);
  if (!output.custom.empty()) AddCustomColumns(output.custom, kind.make_objects(listing), table);
  SortRows(output.sort, table);
  std::optional<size_t> width;
  if (context.out_is_terminal && output.truncation == Truncation::kToTerminal) width = context.terminal_size().width;
  return TableText(WithColumns(table, ShownColumns(output, kind)), output.titles, width);
}

ExitCode WriteListing(const OutputOptions& output, const ListingKind& kind, client::Client& client,
                      const v1::ListNodesResponse& listing, CommandContext& context) {
  if (IsJson(output)) return WriteJson(MakeJson(output.format, listing), context);
  const std::vector<std::string> notes =
      IsNamesOnly(output) ? std::vector<std::string>() : kind.make_notes(client, listing);
  return WriteText(MakeTableText(output, kind, listing, context), notes, context);
}

ExitCode ShowListing(const ListingOptions& options, const ListingKind& kind, client::Client& client,
                     v1::ListNodesResponse listing, CommandContext& context) {
  const std::string why_not_fresh = WhyNotFresh(options.freshness, listing.header());
  if (!why_not_fresh.empty()) {
    PrintError(why_not_fresh, context);
    return kExitNoAnswer;
  }
  const absl::StatusOr<std::set<int32_t>> absent = FindAbsentNodes(client, ServerFilter(options), listing);
  options.states.Apply(listing);
  const ExitCode written = WriteListing(options.output, kind, client, listing, context);
  if (written != kExitYes) return written;
  if (!absent.ok()) return ReportError(absent.status(), context);
  if (!absent->empty()) {
    PrintError(AbsentNodesText(*absent, listing.header()), context);
    return kExitNo;
  }
  const bool asks = options.output.verdict == Verdict::kAsked;
  return asks && kind.make_table(listing).rows.empty() ? kExitNo : kExitYes;
}

}  // namespace

void AddListingOptions(CLI::App& command, ListingOptions& options) {
  AddSelectionOptions(command, options.request);
  AddRepeated(command, "--state", "STATES",
              "Only these states: up, down, other, invalid, stale (nodes); running, errored, … (coprocessors)",
              [&options](const std::string& words) {
                const absl::Status status = options.states.Add(words);
                if (!status.ok()) throw CLI::ValidationError("--state", std::string(status.message()));
              });
  SuggestValues(*command.get_option("--state"), StateSelection::Words());
  AddFreshnessOptions(command, options.freshness);
  AddOutputOptions(command, options.output);
}

v1::Filter ServerFilter(const ListingOptions& options) {
  v1::Filter filter = options.request.filter;
  for (const v1::NodeStatus::State state : options.states.ForServer()) filter.add_states(state);
  return filter;
}

bool SelectsByIdAlone(const ListingOptions& options) {
  const v1::Filter& filter = options.request.filter;
  return options.states.empty() && filter.names().empty() && filter.input_topics().empty();
}

ExitCode RunListing(const ListingOptions& options, const ConnectionOptions& connection, const ListingKind& kind,
                    CommandContext& context) {
  if (const absl::Status usable = CheckOutput(options.output, kind.make_table({}).columns); !usable.ok()) {
    PrintError(std::string(usable.message()), context);
    return kExitUsage;
  }
  if (options.output.follow == Follow::kWatch) return HandOverToWatch(options, connection, context);
  const absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return ReportError(connector.status(), context);
  CommandClient client(connection, **connector, context);
  absl::StatusOr<v1::ListNodesResponse> listing = client.ListNodes(MakeRequest(options));
  if (!listing.ok()) return ReportError(listing.status(), context);
  return ShowListing(options, kind, client.client(), *std::move(listing), context);
}

}  // namespace rollcall::cli
