// SPDX-License-Identifier: Apache-2.0
// The settings of rollcalld for its HTTP port: where it is, and who may look at the status page. docs/status-page.md
// explains them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/cli11_types.h"

namespace rollcall {

// Where the status page is served. It has neither TLS nor a login.
enum class StatusPage {
  kOnLoopback,  // only if no other machine can reach the port
  kAlways,
  kNever,
};

struct HttpOptions {
  std::string listen;  // HOST:PORT; empty if nothing is to be served by HTTP
  StatusPage status_page = StatusPage::kOnLoopback;
  std::vector<std::string> allowed_hosts;  // names of a proxy in front, see HttpHosts
  int max_viewers = 100;                   // of the status page that follow it live
};

// Defines the settings on `app`. They are stored in `options`, which must live as long as `app`.
void DefineHttpOptions(CLI::App& app, HttpOptions& options);

// INVALID_ARGUMENT, with what to do, if a setting cannot be used or needs --http-listen.
absl::Status CheckHttpOptions(const HttpOptions& options);

// Whether the status page is served.
bool ServesStatusPage(const HttpOptions& options);

}  // namespace rollcall
