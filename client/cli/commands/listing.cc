// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/listing.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/command_client.h"
#include "client/cli/commands/report.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/json.h"
#include "client/cli/render/text.h"
#include "client/flags/transport_flags.h"

namespace rollcall::cli {
namespace {

v1::ListNodesRequest MakeRequest(const ListingOptions& options) {
  v1::ListNodesRequest request;
  *request.mutable_filter() = options.request.filter;
  if (options.request.min_revision.has_value()) request.set_min_revision(*options.request.min_revision);
  request.set_view(options.format == "raw" ? v1::NODE_VIEW_FULL : v1::NODE_VIEW_BASIC);
  return request;
}

std::string MakeJson(const std::string& format, const v1::ListNodesResponse& listing) {
  if (format == "ndjson") return ToNdjson(listing);
  return format == "raw" ? RawJson(listing) : ToJson(listing, JsonLayout::kIndented);
}

ExitCode WriteJson(const std::string& json, CommandContext& context) {
  return ReportWritten(context.out.Write(context.out_is_terminal ? SanitizeJson(json) : json), context);
}

ExitCode WriteText(const ListingText& text, CommandContext& context) {
  const absl::Status written = context.out.Write(text.table);
  Output& notes_output = context.out_is_terminal ? context.out : context.err;
  // An error is ignored because there is no other place to report it: this is stderr or the terminal.
  if (written.ok()) notes_output.Write(JoinLines(text.notes)).IgnoreError();
  return ReportWritten(written, context);
}

}  // namespace

ExitCode RunListing(const ListingOptions& options, const ConnectionOptions& connection, const MakeText& make_text,
                    CommandContext& context) {
  const absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return ReportError(connector.status(), context);
  CommandClient client(connection, **connector, context);
  const absl::StatusOr<v1::ListNodesResponse> listing = client.ListNodes(MakeRequest(options));
  if (!listing.ok()) return ReportError(listing.status(), context);
  const bool is_json = options.format == "json" || options.format == "ndjson" || options.format == "raw";
  if (is_json) return WriteJson(MakeJson(options.format, *listing), context);
  return WriteText(make_text(client.client(), *listing), context);
}

}  // namespace rollcall::cli
