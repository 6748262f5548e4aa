// SPDX-License-Identifier: Apache-2.0
// The common part of `list` and `nodes`: fetches a listing and writes it in one of the formats.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/freshness.h"
#include "client/cli/commands/options.h"
#include "client/cli/commands/output_options.h"
#include "client/cli/commands/state_selection.h"
#include "client/cli/render/table.h"
#include "rollcall/client/client.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct ListingOptions {
  RequestOptions request;  // its filter has no states; `states` has them
  StateSelection states;
  Freshness freshness;
  OutputOptions output;
};

// Adds the options of both commands. `options` must outlive `command`.
void AddListingOptions(CLI::App& command, ListingOptions& options);

// The filter of the request: what a server can select by.
v1::Filter ServerFilter(const ListingOptions& options);
// Whether the options select nothing but nodes by their ids, or nothing at all.
bool SelectsByIdAlone(const ListingOptions& options);

// What the commands show differently.
struct ListingKind {
  std::function<Table(const v1::ListNodesResponse& listing)> make_table;
  std::vector<std::string> columns;  // of the format `table`
  std::vector<std::string> wide_columns;
  std::string name_column;  // what --quiet writes
  // An object for each row of the table, for custom-columns; null if there are none.
  std::function<std::vector<std::string>(const v1::ListNodesResponse& listing)> make_objects;
  // Sentences about what the table does not show, for a person.
  std::function<std::vector<std::string>(client::Client& client, const v1::ListNodesResponse& listing)> make_notes;
};

ExitCode RunListing(const ListingOptions& options, const ConnectionOptions& connection, const ListingKind& kind,
                    CommandContext& context);

}  // namespace rollcall::cli
