// SPDX-License-Identifier: Apache-2.0
#include "base/manual/formats.h"

#include <CLI/CLI.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace rollcall::manual {
namespace {

// A line that begins with a dot or a quote would be a macro; a plain - would be a hyphen, which cannot be copied.
std::string Roff(const std::string& text) {
  const std::string escaped = absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}, {"\n", " "}});
  const bool is_macro = escaped.starts_with(".") || escaped.starts_with("'");
  return absl::StrCat(is_macro ? "\\&" : "", escaped);
}

std::string Sentence(const std::string& text) { return text.ends_with(".") ? text : text + "."; }

std::string RoffEntries(const Section& section) {
  std::string out = absl::StrCat(".SH \"", absl::AsciiStrToUpper(section.title), "\"\n");
  for (const Entry& entry : section.entries) {
    absl::StrAppend(&out, ".TP\n\\fB", Roff(entry.term), "\\fR\n", Roff(Sentence(entry.text)), "\n");
  }
  return out;
}

std::string RoffExamples(const std::vector<Example>& examples) {
  std::string out = ".SH EXAMPLES\n";
  for (const Example& example : examples) {
    absl::StrAppend(&out, ".PP\n", Roff(example.purpose), ":\n.PP\n.nf\n.RS 4\n", Roff(example.command_line),
                    "\n.RE\n.fi\n");
  }
  return out;
}

std::string Markdown(const std::string& text) {
  return absl::StrReplaceAll(text,
                             {{"\\", "\\\\"}, {"*", "\\*"}, {"_", "\\_"}, {"<", "\\<"}, {"[", "\\["}, {"\n", " "}});
}

// "Options of every command".
std::string Title(const std::string& title) {
  std::string out = absl::AsciiStrToLower(title);
  if (!out.empty()) out[0] = absl::ascii_toupper(static_cast<unsigned char>(out[0]));
  return out;
}

std::string MarkdownEntries(const Section& section) {
  std::string out = absl::StrCat("\n## ", Title(section.title), "\n\n");
  for (const Entry& entry : section.entries) {
    absl::StrAppend(&out, "- `", entry.term, "`: ", Markdown(Sentence(entry.text)), "\n");
  }
  return out;
}

std::string MarkdownExamples(const std::vector<Example>& examples) {
  std::string out = "\n## Examples\n";
  for (const Example& example : examples) {
    absl::StrAppend(&out, "\n", Markdown(Title(example.purpose)), ":\n\n    ", example.command_line, "\n");
  }
  return out;
}

// "rollcall-list" of "rollcall-list(1)".
std::string NameOf(const std::string& reference) { return reference.substr(0, reference.find('(')); }

std::string LinkTo(const std::string& name) { return absl::StrCat("[", name, "](", name, ".md)"); }

}  // namespace

std::string ToMan(const Page& page) {
  std::string out =
      absl::StrCat(".TH \"", absl::AsciiStrToUpper(page.name), "\" ", page.section, " \"\" \"Rollcall\" \"\"\n");
  absl::StrAppend(&out, ".SH NAME\n", Roff(page.name), " \\- ", Roff(page.summary), "\n.SH SYNOPSIS\n.nf\n");
  for (const std::string& line : page.synopsis) absl::StrAppend(&out, Roff(line), "\n");
  absl::StrAppend(&out, ".fi\n");
  for (const Section& section : page.sections) absl::StrAppend(&out, RoffEntries(section));
  if (!page.examples.empty()) absl::StrAppend(&out, RoffExamples(page.examples));
  absl::StrAppend(&out, ".SH \"SEE ALSO\"\n",
                  absl::StrJoin(page.see_also, ",\n",
                                [](std::string* text, const std::string& reference) {
                                  absl::StrAppend(text, "\\fB", Roff(NameOf(reference)), "\\fR",
                                                  reference.substr(NameOf(reference).size()));
                                }),
                  "\n");
  return out;
}

std::string ToMarkdown(const Page& page) {
  std::string out = absl::StrCat(
      "<!-- Made by `cmake --build build/dev --target docs_cli`. Change the definitions of the "
      "options instead. -->\n# ",
      absl::StrReplaceAll(page.name, {{"-", " "}}), "\n\n", Markdown(page.summary), ".\n\n");
  for (const std::string& line : page.synopsis) absl::StrAppend(&out, "    ", line, "\n");
  if (!page.examples.empty()) absl::StrAppend(&out, MarkdownExamples(page.examples));
  for (const Section& section : page.sections) absl::StrAppend(&out, MarkdownEntries(section));
  absl::StrAppend(
      &out, "\n## See also\n\n",
      absl::StrJoin(page.see_also, ", ",
                    [](std::string* text, const std::string& reference) { *text += LinkTo(NameOf(reference)); }),
      "\n");
  return out;
}

std::string MarkdownIndex(const std::vector<Page>& pages) {
  std::string out =
      "# The command line\n\nThese pages list all options; the man pages have the same text. [The "
      "client](../client.md), [the "
      "agent](../agent.md) and [the reaper](../reaper.md) explain what the commands do.\n\n";
  for (const Page& page : pages) {
    absl::StrAppend(&out, "- ", LinkTo(page.name), ": ", Markdown(page.summary), "\n");
  }
  return out;
}

}  // namespace rollcall::manual
