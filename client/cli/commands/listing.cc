// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/listing.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/report.h"
#include "client/cli/render/columns.h"
#include "client/cli/render/json.h"
#include "client/cli/render/text.h"
#include "client/lib/grpc_stub.h"

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
  const bool to_terminal = context.out_is == IsTerminal::kYes;
  return ReportWritten(context.out.Write(to_terminal ? SanitizeJson(json) : json), context);
}

ExitCode WriteText(const ListingText& text, CommandContext& context) {
  const absl::Status written = context.out.Write(text.table);
  Output& for_notes = context.out_is == IsTerminal::kYes ? context.out : context.err;
  if (written.ok())
    for_notes.Write(JoinLines(text.notes)).IgnoreError();  // stderr, or a terminal that just took the table
  return ReportWritten(written, context);
}

}  // namespace

ExitCode RunListing(const ListingOptions& options, const ConnectionOptions& connection, const MakeText& make_text,
                    CommandContext& context) {
  const std::unique_ptr<client::Connector> connector = client::MakeGrpcConnector();
  client::Client client(ToClientOptions(connection), *connector, context.cancellation, context.clock);
  const absl::StatusOr<v1::ListNodesResponse> listing = client.ListNodes(MakeRequest(options));
  if (!listing.ok()) return ReportError(listing.status(), context);
  const bool json = options.format == "json" || options.format == "ndjson" || options.format == "raw";
  if (json) return WriteJson(MakeJson(options.format, *listing), context);
  return WriteText(make_text(client, *listing), context);
}

}  // namespace rollcall::cli
