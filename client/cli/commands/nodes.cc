// SPDX-License-Identifier: Apache-2.0
// `rollcall nodes`: the nodes, one row for each.
#include <memory>

#include "client/cli/commands/command.h"
#include "client/cli/commands/listing.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/tables.h"

namespace rollcall::cli {
namespace {

ListingText MakeNodesText(const v1::ListNodesResponse& listing) {
  ListingText text;
  text.table = NodeTable(listing);
  if (listing.nodes().empty()) text.notes.push_back("no node to show");
  for (std::string note : {SourceNote(listing.header()), ProblemNote(listing)}) {
    if (!note.empty()) text.notes.push_back(std::move(note));
  }
  return text;
}

}  // namespace

Command AddNodesCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("nodes", "List nodes: state, how much they run, how old their word is");
  auto options = std::make_shared<ListingOptions>();
  AddRequestOptions(*app, options->request);
  AddChoice(*app, "--format", options->format, {"table", "json", "ndjson", "raw"}, "How to write it");
  return {app, [options, &connection](CommandContext& context) {
            const auto make_text = [](client::Client&, const v1::ListNodesResponse& listing) {
              return MakeNodesText(listing);
            };
            return RunListing(*options, connection, make_text, context);
          }};
}

}  // namespace rollcall::cli
