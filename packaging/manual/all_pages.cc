// SPDX-License-Identifier: Apache-2.0
#include "packaging/manual/all_pages.h"

#include <utility>

#include "agent/commands/manual.h"
#include "client/cli/manual/page.h"
#include "server/manual.h"

namespace rollcall::manual {

std::vector<Page> AllPages() {
  std::vector<Page> pages = cli::MakeManual();
  pages.push_back(ServerManual());
  for (Page& page : agent::MakeManual()) pages.push_back(std::move(page));
  return pages;
}

}  // namespace rollcall::manual
