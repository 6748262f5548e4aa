// SPDX-License-Identifier: Apache-2.0
// Pages of the manual as text.
#pragma once

#include <string>
#include <vector>

#include "client/cli/manual/page.h"

namespace rollcall::cli {

// For man (the macros of groff_man(7)), in section 1.
std::string ToMan(const ManualPage& page);

// For docs/cli.
std::string ToMarkdown(const ManualPage& page);

// docs/cli/README.md: a line for each page.
std::string MarkdownIndex(const std::vector<ManualPage>& pages);

}  // namespace rollcall::cli
