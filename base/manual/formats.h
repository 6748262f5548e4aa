// SPDX-License-Identifier: Apache-2.0
// Pages of the manual as text.
#pragma once

#include <string>
#include <vector>

#include "base/manual/page.h"

namespace rollcall::manual {

// For man (the macros of groff_man(7)).
std::string ToMan(const Page& page);

// For docs/cli.
std::string ToMarkdown(const Page& page);

// docs/cli/README.md: a line for each page.
std::string MarkdownIndex(const std::vector<Page>& pages);

}  // namespace rollcall::manual
