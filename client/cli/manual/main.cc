// SPDX-License-Identifier: Apache-2.0
// rollcall_manual man|markdown FOLDER: writes the manual of `rollcall` into the folder, which must exist. The build
// calls it; it is not installed.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/manual/formats.h"

namespace {

using rollcall::cli::ManualPage;

bool Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::cerr << "rollcall_manual: " << path << " cannot be written\n";
  return !file.fail();
}

bool WriteMan(const std::vector<ManualPage>& pages, const std::string& folder) {
  for (const ManualPage& page : pages) {
    if (!Write(folder + "/" + page.name + ".1", rollcall::cli::ToMan(page))) return false;
  }
  return true;
}

bool WriteMarkdown(const std::vector<ManualPage>& pages, const std::string& folder) {
  for (const ManualPage& page : pages) {
    if (!Write(folder + "/" + page.name + ".md", rollcall::cli::ToMarkdown(page))) return false;
  }
  return Write(folder + "/README.md", rollcall::cli::MarkdownIndex(pages));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view format = argc == 3 ? argv[1] : "";
  if (format != "man" && format != "markdown") {
    std::cerr << "usage: rollcall_manual man|markdown FOLDER\n";
    return 2;
  }
  const std::vector<ManualPage> pages = rollcall::cli::MakeManual();
  return (format == "man" ? WriteMan : WriteMarkdown)(pages, argv[2]) ? 0 : 1;
}
