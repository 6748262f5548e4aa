// SPDX-License-Identifier: Apache-2.0
#include "server/page/node_page.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/id_range.h"
#include "display/node_fields.h"
#include "display/notes.h"
#include "display/state_cell.h"
#include "display/text_format.h"
#include "server/encoding/encoded_node.h"
#include "server/page/layout.h"
#include "server/state/find_node.h"

namespace rollcall::page {
namespace {

constexpr size_t kShownValueBytes = 64 << 10;

encoding::EncodedNodePtr Find(const StoreState& state, int32_t node_id) {
  if (state.snapshot == nullptr) return nullptr;
  const state::NodeVersionPtr version = state::FindNode(*state.snapshot, node_id);
  return version == nullptr ? nullptr : version->node;
}

v1::NodeStatus Decode(const encoding::EncodedNode& node) {
  v1::ListNodesResponse listing;
  CHECK(listing.MergeFromString(std::string(node.field())));
  CHECK_EQ(listing.nodes_size(), 1);
  v1::NodeStatus status = std::move(*listing.mutable_nodes(0));
  status.set_raw_key(std::string(node.key()));
  status.set_raw_value(std::string(node.value()));
  return status;
}

std::string KindOf(const v1::NodeStatus& node, const v1::Header& header) {
  if (NodeStateCell(node, header) != StateText(node)) return "odd";
  if (node.state() == v1::NodeStatus::STATE_UP) return "up";
  if (node.state() == v1::NodeStatus::STATE_INVALID) return "invalid";
  return node.state() == v1::NodeStatus::STATE_DOWN ? "down" : "other";
}

// What the page does not show elsewhere.
bool IsField(std::string_view name) {
  const std::initializer_list<std::string_view> elsewhere = {"Node",  "State", "Problem",     "Value",
                                                             "Topic", "As of", "Coprocessors"};
  return std::find(elsewhere.begin(), elsewhere.end(), name) == elsewhere.end();
}

Html FieldList(const v1::NodeStatus& node, const v1::Header& header) {
  Html html;
  html << "<dl class=\"fields\">\n";
  for (const auto& [name, value] : NodeFields(node, header)) {
    if (value.empty() || !IsField(name)) continue;
    html << "<div><dt>" << name << "</dt><dd>" << Html().Foreign(value) << "</dd></div>\n";
  }
  html << "</dl>\n";
  return html;
}

Html Coprocessors(const v1::NodeStatus& node, const v1::Header& header) {
  Html html;
  html << "<section aria-labelledby=\"rows\">\n<h2 id=\"rows\">Coprocessors</h2>\n";
  if (node.coprocessors().empty()) return html << "<p>It runs none.</p>\n</section>\n";
  html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"rows\">\n<table class=\"rows\">\n"
          "<caption>What the node runs</caption>\n<thead><tr><th scope=\"col\">Coprocessor</th><th scope=\"col\">State"
          "</th><th scope=\"col\">Input topics</th><th scope=\"col\">Description</th></tr></thead>\n<tbody>\n";
  for (const v1::Coprocessor& row : node.coprocessors()) {
    html << "<tr><th scope=\"row\">" << Html().Foreign(NameText(row.name())) << "</th><td data-label=\"State\">"
         << Html().Foreign(RowStateCell({&node, &row}, header)) << "</td><td data-label=\"Input topics\">"
         << Html().Foreign(TopicsText(row)) << "</td><td data-label=\"Description\">"
         << Html().Foreign(row.description()) << "</td></tr>\n";
  }
  return html << "</tbody>\n</table>\n</div>\n</section>\n";
}

// Line ends stay; they cannot deceive anybody in an element of their own.
Html Lines(std::string_view text) {
  Html html;
  for (size_t end = 0; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    html.Foreign(text.substr(0, end)) << "\n";
  }
  return html.Foreign(text);
}

Html Record(const v1::NodeStatus& node) {
  Html html;
  html << "<section aria-labelledby=\"record\">\n<h2 id=\"record\">Record</h2>\n";
  if (node.problem().code() == v1::Problem::CODE_TOO_LARGE) {
    return html << "<p>The value is too large to be kept here. Read it from the topic.</p>\n</section>\n";
  }
  const std::string& value = node.raw_value();
  html << "<p class=\"hint\"><a href=\"" << absl::StrCat(node.node_id()) << "/raw\">The exact bytes</a> ("
       << static_cast<int64_t>(value.size()) << ")";
  if (value.size() > kShownValueBytes) {
    html << "; shown are the first " << static_cast<int64_t>(kShownValueBytes);
  }
  html << ".</p>\n<pre class=\"raw\"><code>" << Lines(std::string_view(value).substr(0, kShownValueBytes))
       << "</code></pre>\n</section>\n";
  return html;
}

Html Contents(const v1::NodeStatus& node, const v1::Header& header) {
  Html html;
  html << "<section aria-labelledby=\"node\">\n<h1 id=\"node\">Node " << int64_t{node.node_id()}
       << " <span class=\"state " << KindOf(node, header) << "\">" << Html().Foreign(NodeStateCell(node, header))
       << "</span></h1>\n";
  if (const std::string note = NodeNote(node, header); !note.empty()) {
    html << "<p class=\"alert\"><span class=\"mark\" aria-hidden=\"true\">!</span> " << Html().Foreign(note)
         << "</p>\n";
  }
  html << FieldList(node, header) << "</section>\n" << Coprocessors(node, header) << Record(node);
  return html;
}

Html Absent(int32_t node_id, bool is_ready) {
  Html html;
  html << "<section>\n<h1>Node " << int64_t{node_id} << "</h1>\n<p>";
  if (is_ready) {
    html << "No record of this node is on the topic at this revision: it never published, or it was deleted.";
  } else {
    html << "Nothing can be shown before the topic was read once from its beginning to its end.";
  }
  return html << "</p>\n</section>\n";
}

}  // namespace

std::optional<int32_t> ParseNodeId(std::string_view text) {
  const std::optional<IdRange> range = ParseIdRange(text);
  if (!range.has_value() || range->first != range->last) return std::nullopt;
  return absl::StrCat(range->first) == text ? std::optional<int32_t>(range->first) : std::nullopt;
}

std::string NodePage(const StoreState& state, const state::ServerIdentity& server, int32_t node_id, Instant now,
                     bool& is_present) {
  const Summary summary = Summarize(state, server, now);
  const encoding::EncodedNodePtr node = Find(state, node_id);
  is_present = node != nullptr;
  Page page = {.title = absl::StrCat("node ", node_id),
               .root = "../",
               .follows = {{"node", absl::StrCat(node_id)}},
               .digest = is_present ? node->fingerprint : 0,
               .main = {}};
  page.main << (is_present ? Contents(Decode(*node), summary.header) : Absent(node_id, summary.is_ready));
  return Layout(page, summary);
}

std::optional<RawRecord> FindRecord(const StoreState& state, int32_t node_id) {
  const encoding::EncodedNodePtr node = Find(state, node_id);
  if (node == nullptr) return std::nullopt;
  return RawRecord{.value = std::string(node->value()), .offset = node->offset};
}

}  // namespace rollcall::page
