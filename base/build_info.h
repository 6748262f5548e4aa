// SPDX-License-Identifier: Apache-2.0
// What this program was built from, and with what.
#pragma once

#include <string>

namespace rollcall {

struct BuildInfo {
  std::string version;
  std::string revision;  // of git; "unknown" if the sources were no git checkout
  std::string compiler;
};

BuildInfo GetBuildInfo();

// "PROGRAM VERSION (revision REVISION, COMPILER)".
std::string VersionLine(const std::string& program);

}  // namespace rollcall
