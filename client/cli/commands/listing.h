// SPDX-License-Identifier: Apache-2.0
// What `list` and `nodes` share: fetch a listing, write it in one of the formats.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/options.h"
#include "client/lib/client.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// How a listing is written as text for a person.
struct ListingText {
  std::string table;
  std::vector<std::string> notes;  // after the table; on stderr where stdout is no terminal
};

struct ListingOptions {
  RequestOptions request;
  std::string format = "table";
};

using MakeText = std::function<ListingText(client::Client& client, const v1::ListNodesResponse& listing)>;

// Asks for the nodes selected and writes them as options.format says: json, ndjson, raw, or else what `make_text`
// gives.
ExitCode RunListing(const ListingOptions& options, const ConnectionOptions& connection, const MakeText& make_text,
                    CommandContext& context);

}  // namespace rollcall::cli
