#include "client/commands/listing.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "client/commands/report.h"
#include "client/grpc_stub.h"
#include "client/render/columns.h"
#include "client/render/json.h"
#include "client/render/text.h"

namespace rollcall::client {
namespace {

v1::ListNodesRequest MakeRequest(const ListingOptions& options) {
  v1::ListNodesRequest request;
  *request.mutable_filter() = options.selection.filter;
  if (options.selection.min_revision.has_value()) request.set_min_revision(*options.selection.min_revision);
  request.set_view(options.format == "raw" ? v1::NODE_VIEW_FULL : v1::NODE_VIEW_BASIC);
  return request;
}

std::string MakeJson(const std::string& format, const v1::ListNodesResponse& listing) {
  if (format == "ndjson") return ToNdjson(listing);
  return format == "raw" ? RawJson(listing) : ToJson(listing, JsonLayout::kIndented);
}

ExitCode WriteJson(const std::string& json, Surroundings& surroundings) {
  const bool to_terminal = surroundings.out_is == IsTerminal::kYes;
  return ReportWritten(surroundings.out.Write(to_terminal ? SanitisedJson(json) : json), surroundings);
}

ExitCode WriteText(const ListingText& text, Surroundings& surroundings) {
  const absl::Status written = surroundings.out.Write(text.table);
  Output& for_notes = surroundings.out_is == IsTerminal::kYes ? surroundings.out : surroundings.err;
  if (written.ok())
    for_notes.Write(Joined(text.notes)).IgnoreError();  // stderr, or a terminal that just took the table
  return ReportWritten(written, surroundings);
}

}  // namespace

ExitCode RunListing(const ListingOptions& options, const ConnectionOptions& connection, const MakeText& make_text,
                    Surroundings& surroundings) {
  const std::unique_ptr<Connector> connector = MakeGrpcConnector();
  Client client(ToClientOptions(connection), *connector, surroundings.cancellation, surroundings.clock);
  const absl::StatusOr<v1::ListNodesResponse> listing = client.ListNodes(MakeRequest(options));
  if (!listing.ok()) return ReportError(listing.status(), surroundings);
  const bool json = options.format == "json" || options.format == "ndjson" || options.format == "raw";
  if (json) return WriteJson(MakeJson(options.format, *listing), surroundings);
  return WriteText(make_text(client, *listing), surroundings);
}

}  // namespace rollcall::client
