// SPDX-License-Identifier: Apache-2.0
// What all pages have around their contents. Thread-safe.
#pragma once

#include <string>

#include "server/page/html.h"
#include "server/page/page_query.h"
#include "server/page/summary.h"

namespace rollcall::page {

struct Page {
  std::string title;    // of the browser's tab; any text
  std::string root;     // the relative address of the status page's folder: "./", or "../" below it
  Parameters follows;   // what a browser with a script follows: the parameters of the live address
  uint64_t digest = 0;  // see ShownKey
  Html main;
};

// A whole page: the source's state and the summary of the cluster, then `main`. It needs no script. With one, the page
// shows whether it follows, and is replaced when what it shows has changed.
std::string Layout(const Page& page, const Summary& summary);

// A page of few words, for what cannot be shown.
std::string MessagePage(const std::string& root, const std::string& title, const std::string& text);

// A moment, as a person and a script read it; with its age at the page's time if kShown is given.
enum class Age { kNone, kShown };
Html TimeElement(absl::Time time, absl::Time now, Age age);

}  // namespace rollcall::page
