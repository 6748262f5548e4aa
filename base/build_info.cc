// SPDX-License-Identifier: Apache-2.0
#include "base/build_info.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#ifdef __clang__
#define ROLLCALL_COMPILER "clang " __clang_version__
#else
#define ROLLCALL_COMPILER "g++ " __VERSION__
#endif

namespace rollcall {

// Programs define it (cmake/RollcallRevision.cmake). Tests do not, so that they need no new link after a commit.
[[gnu::weak]] extern const char* const kLinkedRevision;

BuildInfo GetBuildInfo() {
  const char* revision = &kLinkedRevision == nullptr ? "" : kLinkedRevision;
  return {.version = ROLLCALL_VERSION,
          .revision = *revision == '\0' ? "unknown" : revision,
          .compiler = std::string(absl::StripAsciiWhitespace(ROLLCALL_COMPILER)),
          .build_type = *ROLLCALL_BUILD_TYPE == '\0' ? "no build type" : ROLLCALL_BUILD_TYPE};
}

std::string VersionLine(const std::string& program) {
  const BuildInfo info = GetBuildInfo();
  return absl::StrCat(program, " ", info.version, " (revision ", info.revision, ", ", info.compiler, ", ",
                      info.build_type, ")");
}

std::string VersionText(const std::string& program, const std::vector<LibraryVersion>& libraries) {
  if (libraries.empty()) return VersionLine(program);
  const auto append = [](std::string* text, const LibraryVersion& library) {
    absl::StrAppend(text, library.name, " ", library.version);
  };
  return absl::StrCat(VersionLine(program), "\nwith ", absl::StrJoin(libraries, ", ", append));
}

}  // namespace rollcall
