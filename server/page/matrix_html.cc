// SPDX-License-Identifier: Apache-2.0
#include "server/page/matrix_html.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "display/matrix_mark.h"
#include "display/text_format.h"

namespace rollcall::page {
namespace {

struct ConditionText {
  std::string kind;
  std::string mark;
  std::string meaning;
};

ConditionText TextOf(const MatrixNode& node) {
  if (node.condition == NodeCondition::kStale) {
    return {"stale", rollcall::TextOf(MatrixMark::kStale).utf8, rollcall::TextOf(MatrixMark::kStale).meaning};
  }
  if (node.condition == NodeCondition::kNotUp) return {"down", kNotUpMark, kNotUpMeaning};
  return {"up", "", "up"};
}

Html Cell(MatrixMark mark) {
  const MarkText text = rollcall::TextOf(mark);
  Html html;
  html << "<td class=\"" << NameOf(mark) << "\">";
  if (mark != MatrixMark::kUnknown) {
    html << "<abbr title=\"" << std::string(text.meaning) << "\">" << std::string(text.utf8) << "</abbr>";
  }
  html << "</td>";
  return html;
}

Html ColumnHead(const MatrixNode& node) {
  const ConditionText text = TextOf(node);
  Html html;
  html << "<th scope=\"col\" class=\"" << text.kind << "\"><a href=\"nodes/" << int64_t{node.id} << "\">"
       << int64_t{node.id} << "</a>";
  if (!text.mark.empty()) html << "<abbr title=\"" << text.meaning << "\">" << text.mark << "</abbr>";
  html << "</th>";
  return html;
}

Html RowElement(const MatrixRow& row) {
  Html html;
  html << "<tr><th scope=\"row\"><a href=\"./" << QueryText({{"name", row.name}}) << "\">"
       << Html().Foreign(NameText(row.name)) << "</a></th><td class=\"count\">" << static_cast<int64_t>(row.nodes)
       << "</td>";
  for (const MatrixMark mark : row.marks) html << Cell(mark);
  html << "</tr>\n";
  return html;
}

Html Legend() {
  Html html;
  html << "<ul class=\"legend\" aria-label=\"Legend\">\n";
  for (const MatrixMark mark : MarksOfLegend()) {
    html << "<li class=\"" << NameOf(mark) << "\"><span aria-hidden=\"true\">"
         << std::string(rollcall::TextOf(mark).utf8) << "</span> " << std::string(rollcall::TextOf(mark).meaning)
         << "</li>\n";
  }
  html << "<li class=\"down\"><span aria-hidden=\"true\">" << std::string(kNotUpMark) << "</span> "
       << std::string(kNotUpMeaning) << "</li>\n</ul>\n";
  return html;
}

// What was left out, and how to see it.
Html Limits(const StatusModel& model) {
  Html html;
  if (model.matrix.nodes.size() < model.selected_nodes) {
    html << "<p class=\"hint\">" << static_cast<int64_t>(model.matrix.nodes.size()) << " of "
         << static_cast<int64_t>(model.selected_nodes)
         << " nodes: first those that are not up, are stale or differ, then the lowest ids. Filter by node, such as "
            "<a href=\"./?node=1-50\">1-50</a>, or by state to see others.</p>\n";
  }
  if (model.matrix.rows.size() < model.names) {
    html << "<p class=\"hint\">The first " << static_cast<int64_t>(model.matrix.rows.size()) << " of "
         << static_cast<int64_t>(model.names) << " coprocessors. Filter by name to see others.</p>\n";
  }
  if (!model.compares_all) {
    html << "<p class=\"hint\">The cluster is too large to be compared as a whole: \"same as most\" is about "
         << int64_t{model.compared.nodes_size()} << " of the nodes that the filter selects.</p>\n";
  }
  return html;
}

Html Table(const Matrix& matrix) {
  Html html;
  html << "<div class=\"scroll\" id=\"matrix-box\" tabindex=\"0\" role=\"region\" aria-labelledby=\"matrix\">\n"
          "<table class=\"matrix\">\n<caption>Coprocessors by nodes</caption>\n<thead><tr><th scope=\"col\">Coprocessor"
          "</th><th scope=\"col\" class=\"count\">On</th>";
  for (const MatrixNode& node : matrix.nodes) html << ColumnHead(node);
  html << "</tr></thead>\n<tbody>\n";
  for (const MatrixRow& row : matrix.rows) html << RowElement(row);
  html << "</tbody>\n</table>\n</div>\n";
  return html;
}

}  // namespace

Html MatrixSection(const StatusModel& model) {
  Html html;
  html << "<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">Matrix</h2>\n";
  if (model.matrix.nodes.empty()) {
    html << "<p>No node " << std::string(model.query.empty() ? "is on the topic." : "is selected by the filter.")
         << "</p>\n";
  } else {
    html << Limits(model);
    if (model.matrix.rows.empty()) html << "<p>No coprocessors to show.</p>\n";
    html << Table(model.matrix) << Legend();
  }
  html << "</section>\n";
  return html;
}

}  // namespace rollcall::page
