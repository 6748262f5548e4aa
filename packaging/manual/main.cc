// SPDX-License-Identifier: Apache-2.0
// rollcall_manual man|markdown FOLDER: writes the manual of all programs into the folder, which must exist. The build
// calls it; it is not installed.
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/manual/formats.h"
#include "packaging/manual/all_pages.h"

namespace {

using rollcall::manual::Page;

bool Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::cerr << "rollcall_manual: " << path << " cannot be written\n";
  return !file.fail();
}

bool WriteMan(const std::vector<Page>& pages, const std::string& folder) {
  for (const Page& page : pages) {
    if (!Write(absl::StrCat(folder, "/", page.name, ".", page.section), rollcall::manual::ToMan(page))) return false;
  }
  return true;
}

bool WriteMarkdown(const std::vector<Page>& pages, const std::string& folder) {
  for (const Page& page : pages) {
    if (!Write(folder + "/" + page.name + ".md", rollcall::manual::ToMarkdown(page))) return false;
  }
  return Write(folder + "/README.md", rollcall::manual::MarkdownIndex(pages));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view format = argc == 3 ? argv[1] : "";
  if (format != "man" && format != "markdown") {
    std::cerr << "usage: rollcall_manual man|markdown FOLDER\n";
    return 2;
  }
  const std::vector<Page> pages = rollcall::manual::AllPages();
  return (format == "man" ? WriteMan : WriteMarkdown)(pages, argv[2]) ? 0 : 1;
}
