// SPDX-License-Identifier: Apache-2.0
// `rollcall nodes`: one row for each node.
#include <memory>
#include <string>
#include <utility>

#include "client/cli/commands/command.h"
#include "client/cli/commands/listing.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/tables.h"

namespace rollcall::cli {
namespace {

ListingText MakeNodesText(const v1::ListNodesResponse& listing) {
  ListingText text;
  text.table = NodeTable(listing);
  if (listing.nodes().empty()) text.notes.push_back("no nodes to show");
  for (std::string note : {SourceNote(listing.header()), ProblemNote(listing)}) {
    if (!note.empty()) text.notes.push_back(std::move(note));
  }
  return text;
}

}  // namespace

Command AddNodesCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand(
      "nodes", "List nodes, one row for each: state, number of coprocessors, age of the latest record");
  auto options = std::make_shared<ListingOptions>();
  AddRequestOptions(*app, options->request);
  AddChoice(*app, "--format", options->format, {"table", "json", "ndjson", "raw"}, "Output format");
  return {app,
          [options, &connection](CommandContext& context) {
            const auto make_text = [](client::Client&, const v1::ListNodesResponse& listing) {
              return MakeNodesText(listing);
            };
            return RunListing(*options, connection, make_text, context);
          },
          {{"rollcall nodes", "the state of each node, and how old its status is"},
           {"rollcall nodes --state down,invalid", "the nodes that need somebody"}}};
}

}  // namespace rollcall::cli
