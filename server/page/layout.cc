// SPDX-License-Identifier: Apache-2.0
#include "server/page/layout.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "display/header_text.h"
#include "display/notes.h"
#include "display/text_format.h"
#include "server/encoding/proto_time.h"

namespace rollcall::page {
namespace {

absl::Time AnswerTime(const v1::Header& header) { return encoding::ToTime(header.answer_time()); }

Html Head(const std::string& title, const std::string& root) {
  Html html;
  html << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>"
       << title << " · Rollcall</title>\n<link rel=\"icon\" href=\"" << root
       << "icon.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"" << root << "style.css\">\n";
  return html;
}

struct CountCell {
  const char* word;  // of the style, and of the parameter `state`
  const char* mark;
  size_t count;
};

// A link to the nodes that are counted.
Html CountElement(const CountCell& cell, const std::string& root) {
  Html html;
  const std::string kind = cell.count == 0 ? "none" : cell.word;
  html << "<li class=\"" << kind << "\"><a href=\"" << root << "?state=" << cell.word
       << "\"><span class=\"mark\" aria-hidden=\"true\">" << cell.mark << "</span><b>"
       << static_cast<int64_t>(cell.count) << "</b> " << cell.word << "</a></li>\n";
  return html;
}

Html Counts(const NodeCounts& counts, const std::string& root) {
  Html html;
  html << "<ul class=\"counts\" aria-label=\"Nodes by state\">\n";
  const std::array<CountCell, 5> cells = {{{"up", "●", counts.up},
                                           {"down", "x", counts.down},
                                           {"stale", "?", counts.stale},
                                           {"invalid", "!", counts.invalid},
                                           {"other", "○", counts.other}}};
  for (const CountCell& cell : cells) {
    if (cell.word != std::string_view("other") || cell.count > 0) html << CountElement(cell, root);
  }
  html << "</ul>\n";
  return html;
}

Html Fact(const std::string& name, const Html& value) {
  Html html;
  html << "<div><dt>" << name << "</dt><dd>" << value << "</dd></div>\n";
  return html;
}

Html SourceFact(const v1::Header& header) {
  Html html;
  const bool is_current = header.source_state() == v1::SOURCE_STATE_CURRENT;
  html << "<span class=\"" << std::string(is_current ? "good" : "bad") << "\">" << SourceWord(header.source_state())
       << "</span> since " << TimeElement(encoding::ToTime(header.source_state_time()), AnswerTime(header), Age::kNone);
  return html;
}

Html EvidenceFact(const v1::Header& header) {
  if (!header.has_as_of_time()) return Html() << "none yet";
  return TimeElement(encoding::ToTime(header.as_of_time()), AnswerTime(header), Age::kShown);
}

Html Facts(const Summary& summary) {
  const v1::Header& header = summary.header;
  Html html;
  html << "<dl class=\"facts\">\n" << Fact("Source", SourceFact(header)) << Fact("Evidence", EvidenceFact(header));
  html << Fact("Revision", Html() << int64_t{header.revision()});
  html << Fact("Nodes", Html() << int64_t{header.node_count()});
  html << Fact("Topic", Html().Foreign(header.topic()));
  html << Fact("Server", Html().Foreign(absl::StrCat(header.server_id(), " (", header.server_version(), ")")));
  html << "</dl>\n";
  return html;
}

// What is wrong with the source: the same sentence as in the client.
Html Alerts(const Summary& summary) {
  Html html;
  const std::string note = SourceNote(summary.header);
  if (note.empty()) return html;
  html << "<p class=\"alert\" role=\"alert\"><span class=\"mark\" aria-hidden=\"true\">!</span> " << note;
  if (!summary.detail.empty()) html << " (" << Html().Foreign(summary.detail) << ")";
  html << "</p>\n";
  return html;
}

}  // namespace

Html TimeElement(absl::Time time, absl::Time now, Age age) {
  Html html;
  html << "<time datetime=\"" << TimeText(time) << "\">" << TimeText(time) << "</time>";
  if (age == Age::kShown) {
    html << " · <span class=\"age\" data-since=\"" << absl::ToUnixMillis(time) << "\">" << AgeText(now - time)
         << " ago</span>";
  }
  return html;
}

std::string Layout(const Page& page, const Summary& summary) {
  Html html = Head(page.title, page.root);
  const absl::Time now = AnswerTime(summary.header);
  html << "<script src=\"" << page.root << "script.js\" defer></script>\n</head>\n<body data-live=\"" << page.root
       << "live" << QueryText(page.follows) << "\">\n<header>\n<a class=\"home\" href=\"" << page.root
       << "\"><img src=\"" << page.root << "icon.svg\" alt=\"\" width=\"24\" height=\"24\">Rollcall</a>\n"
       << "<p id=\"live\" role=\"status\" data-mode=\"still\"><span class=\"mark\" aria-hidden=\"true\"></span>"
       << "<span id=\"live-text\">made at " << TimeText(now) << "; reload for a newer page</span></p>\n</header>\n"
       << "<main id=\"main\" data-key=\"" << ShownKey(summary, page.digest) << "\" data-now=\""
       << absl::ToUnixMillis(now) << "\">\n"
       << Alerts(summary) << "<section class=\"summary\" aria-label=\"Summary\">\n";
  if (summary.is_ready) html << Counts(summary.counts, page.root);
  html << Facts(summary) << "</section>\n" << page.main << "</main>\n</body>\n</html>\n";
  return html.Release();
}

std::string MessagePage(const std::string& root, const std::string& title, const std::string& text) {
  Html html = Head(title, root);
  html << "</head>\n<body>\n<header>\n<a class=\"home\" href=\"" << root << "\"><img src=\"" << root
       << "icon.svg\" alt=\"\" width=\"24\" height=\"24\">Rollcall</a>\n</header>\n<main>\n<h1>" << title
       << "</h1>\n<p>" << text << "</p>\n<p><a href=\"" << root
       << "\">Show the whole cluster</a></p>\n</main>\n</body>\n</html>\n";
  return html.Release();
}

}  // namespace rollcall::page
