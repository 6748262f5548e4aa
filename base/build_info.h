// SPDX-License-Identifier: Apache-2.0
// What this program was built from, and with what.
#pragma once

#include <string>
#include <vector>

namespace rollcall {

struct BuildInfo {
  std::string version;
  std::string revision;  // of git; "unknown" if the sources were no git checkout
  std::string compiler;
  std::string build_type;  // of CMake: "RelWithDebInfo"
};

// A library in the version that runs, which for a shared one may be another than the one that was compiled against.
struct LibraryVersion {
  std::string name;
  std::string version;
};

BuildInfo GetBuildInfo();

// "PROGRAM VERSION (revision REVISION, COMPILER, BUILD TYPE)".
std::string VersionLine(const std::string& program);

// What --version prints: that line, and below it "with LIBRARY VERSION, ..." if there are any.
std::string VersionText(const std::string& program, const std::vector<LibraryVersion>& libraries);

}  // namespace rollcall
