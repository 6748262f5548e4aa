// SPDX-License-Identifier: Apache-2.0
#include "server/page/status_page.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "display/filter_text.h"
#include "display/notes.h"
#include "display/state_cell.h"
#include "display/text_format.h"
#include "server/page/layout.h"
#include "server/page/matrix_html.h"

namespace rollcall::page {
namespace {

Html TextInput(const std::string& name, const std::string& label, const std::string& example,
               const std::string& value) {
  Html html;
  html << "<label>" << label << " <input name=\"" << name << "\" value=\"" << value << "\" placeholder=\"" << example
       << "\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\"></label>\n";
  return html;
}

// An input for each value of the address, at least one.
Html TextInputs(const PageQuery& query, const std::string& name, const std::string& label, const std::string& example) {
  std::vector<std::string> values = query.Values(name);
  if (values.empty()) values.emplace_back();
  Html html;
  for (const std::string& value : values) html << TextInput(name, label, example, value);
  return html;
}

Html StateSelect(const PageQuery& query) {
  const std::string chosen = absl::StrJoin(query.Values("state"), ",");
  std::vector<std::string> words = FilterStateWords();
  words.emplace_back("stale");
  if (!chosen.empty() && std::find(words.begin(), words.end(), chosen) == words.end()) words.push_back(chosen);
  Html html;
  html << "<label>State <select name=\"state\"><option value=\"\">any</option>";
  for (const std::string& word : words) {
    html << "<option";
    if (word == chosen) html << " selected";
    html << ">" << word << "</option>";
  }
  html << "</select></label>\n";
  return html;
}

Html FilterForm(const StatusModel& model) {
  const PageQuery& query = model.query;
  Html html;
  html << "<form class=\"filter\" action=\"./\" method=\"get\" role=\"search\" aria-label=\"Filter\">\n"
       << TextInputs(query, "node", "Node", "1-10,12") << TextInputs(query, "name", "Name", "billing-*")
       << TextInputs(query, "topic", "Topic", "orders*") << StateSelect(query) << "<button>Show</button>\n";
  if (!query.empty()) html << "<a href=\"./\">clear</a>\n";
  html << "</form>\n";
  if (!query.empty()) {
    html << "<p class=\"hint\">Shown: " << static_cast<int64_t>(model.selected_nodes) << " of "
         << int64_t{model.summary.header.node_count()} << " nodes. The summary above counts all nodes.</p>\n";
  }
  return html;
}

Html Notes(const StatusModel& model) {
  Html html;
  if (model.note_count == 0) return html;
  html << "<section aria-labelledby=\"attention\">\n<h2 id=\"attention\">Needs attention";
  if (!model.query.empty()) html << " among the selected nodes";
  html << "</h2>\n<ul class=\"notes\">\n";
  for (const NodeRemark& note : model.notes) {
    html << "<li class=\"" << std::string_view(note.is_stale ? "odd" : "bad") << "\"><a href=\"nodes/"
         << int64_t{note.node_id} << "\">" << note.text << "</a></li>\n";
  }
  html << "</ul>\n";
  if (model.note_count > model.notes.size()) {
    html << "<p class=\"hint\">" << static_cast<int64_t>(model.note_count - model.notes.size())
         << " more such nodes are not named here. Filter by state or node to see them.</p>\n";
  }
  html << "</section>\n";
  return html;
}

Html RowElement(const Row& row, const v1::Header& header) {
  Html html;
  html << "<tr><th scope=\"row\">" << Html().Foreign(NameText(row.coprocessor->name()))
       << "</th><td data-label=\"Node\"><a href=\"nodes/" << int64_t{row.node->node_id()} << "\">"
       << int64_t{row.node->node_id()} << "</a></td><td data-label=\"State\">"
       << Html().Foreign(RowStateCell(row, header)) << "</td><td data-label=\"Input topics\">"
       << Html().Foreign(TopicsText(*row.coprocessor)) << "</td><td data-label=\"Description\">"
       << Html().Foreign(row.coprocessor->description()) << "</td></tr>\n";
  return html;
}

Html Table(const StatusModel& model) {
  Html html;
  if (model.rows.empty()) return html;
  html << "<section aria-labelledby=\"table\">\n<h2 id=\"table\">Coprocessors</h2>\n";
  if (model.row_count > model.rows.size()) {
    html << "<p class=\"hint\">The first " << static_cast<int64_t>(model.rows.size()) << " of "
         << static_cast<int64_t>(model.row_count) << " rows. Filter by node, name or topic to see the others.</p>\n";
  }
  html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"table\">\n<table class=\"rows\">\n"
          "<caption>What runs on which node</caption>\n<thead><tr><th scope=\"col\">Coprocessor</th>"
          "<th scope=\"col\">Node</th><th scope=\"col\">State</th><th scope=\"col\">Input topics</th>"
          "<th scope=\"col\">Description</th></tr></thead>\n<tbody>\n";
  for (const Row& row : model.rows) html << RowElement(row, model.compared.header());
  html << "</tbody>\n</table>\n</div>\n</section>\n";
  return html;
}

// Records of the topic that belong to no node.
Html StrayRecords(const StatusModel& model) {
  Html html;
  const std::string note = ProblemNote(model.compared);
  if (note.empty()) return html;
  html << "<section aria-labelledby=\"stray\">\n<h2 id=\"stray\">Records of no node</h2>\n<details><summary>" << note
       << "</summary>\n<ul class=\"notes\">\n";
  for (const v1::Problem& problem : model.compared.problems()) {
    html << "<li>key <code>" << Html().Foreign(problem.key()) << "</code>: " << ProblemText(problem) << "</li>\n";
  }
  html << "</ul>\n</details>\n</section>\n";
  return html;
}

Html NotReady(const Summary& summary) {
  Html html;
  html << "<section>\n<h1>Not ready</h1>\n<p>Nothing can be shown before the topic was read once from its beginning to "
          "its end.";
  if (!summary.detail.empty()) html << " " << Html().Foreign(summary.detail);
  html << "</p>\n</section>\n";
  return html;
}

std::string Title(const Summary& summary) {
  if (!summary.is_ready) return "not ready";
  const NodeCounts& counts = summary.counts;
  std::vector<std::string> parts;
  if (counts.down > 0) parts.push_back(absl::StrCat(counts.down, " down"));
  if (counts.invalid > 0) parts.push_back(absl::StrCat(counts.invalid, " invalid"));
  if (counts.stale > 0) parts.push_back(absl::StrCat(counts.stale, " stale"));
  if (parts.empty()) parts.push_back(absl::StrCat(counts.up, " up"));
  return absl::StrJoin(parts, ", ");
}

}  // namespace

std::string StatusPage(const StatusModel& model) {
  Page page = {.title = Title(model.summary),
               .root = "./",
               .follows = model.query.parameters,
               .digest = model.digest,
               .main = {}};
  if (!model.summary.is_ready) {
    page.main << NotReady(model.summary);
    return Layout(page, model.summary);
  }
  page.main << "<h1 class=\"hidden\">Status of the cluster</h1>\n"
            << Notes(model) << FilterForm(model) << MatrixSection(model) << Table(model) << StrayRecords(model);
  return Layout(page, model.summary);
}

}  // namespace rollcall::page
