// SPDX-License-Identifier: Apache-2.0
// The common part of `list` and `nodes`: fetches a listing and writes it in one of the formats.
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

// A listing as text for a person.
struct ListingText {
  std::string table;
  std::vector<std::string> notes;  // written after the table; to stderr if stdout is not a terminal
};

struct ListingOptions {
  RequestOptions request;
  std::string format = "table";
};

using MakeText = std::function<ListingText(client::Client& client, const v1::ListNodesResponse& listing)>;

// Lists the nodes that the options select and writes them in options.format: json, ndjson or raw. For any other format,
// writes the result of `make_text`.
ExitCode RunListing(const ListingOptions& options, const ConnectionOptions& connection, const MakeText& make_text,
                    CommandContext& context);

}  // namespace rollcall::cli
