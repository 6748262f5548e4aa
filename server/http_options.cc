// SPDX-License-Identifier: Apache-2.0
#include "server/http_options.h"

#include <CLI/CLI.hpp>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/http_hosts.h"
#include "base/listen_address.h"
#include "base/option_values.h"

namespace rollcall {
namespace {

const std::map<std::string, StatusPage> kStatusPageWords = {
    {"loopback", StatusPage::kOnLoopback}, {"always", StatusPage::kAlways}, {"never", StatusPage::kNever}};

}  // namespace

void DefineHttpOptions(CLI::App& app, HttpOptions& options) {
  app.add_option("--http-listen", options.listen,
                 "Address to serve HTTP on: metrics for Prometheus at /metrics, health at /healthz and /readyz, the "
                 "status page at /; port 0 takes a free port; without this option nothing is served by HTTP")
      ->type_name("HOST:PORT");
  const auto set_page = [&options](const std::string& word) { options.status_page = kStatusPageWords.at(word); };
  app.add_option_function<std::string>(
         "--status-page", set_page,
         "Where the status page is served, which has neither TLS nor a login: only if no other machine can reach "
         "--http-listen (loopback), always, or never")
      ->check(OneOf({"loopback", "always", "never"}))
      ->type_name("WHERE")
      ->default_str("loopback");
  app.add_option("--http-allow-host", options.allowed_hosts,
                 "Names by which browsers may ask --http-listen, beside localhost: those of a proxy in front")
      ->delimiter(',')
      ->transform([](const std::string& name) { return std::string(absl::StripAsciiWhitespace(name)); })
      ->type_name("NAME,...")
      ->allow_extra_args(false);
  app.add_option("--max-page-viewers", options.max_viewers,
                 "How many viewers of the status page follow it live at the same time; the pages of others reload")
      ->check(WholeNumber(0, 400))  // of the 500 connections that one address, such as a proxy's, may have
      ->capture_default_str();
}

absl::Status CheckHttpOptions(const HttpOptions& options) {
  for (const std::string& name : options.allowed_hosts) {
    if (const absl::Status status = CheckHostName(name); !status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--http-allow-host ", status.message()));
    }
  }
  if (!options.listen.empty()) return CheckHttpAddress("--http-listen", options.listen);
  if (options.status_page == StatusPage::kAlways) {
    return absl::InvalidArgumentError("--status-page always needs --http-listen, the address to serve it on");
  }
  return absl::OkStatus();
}

bool ServesStatusPage(const HttpOptions& options) {
  if (options.status_page == StatusPage::kOnLoopback) return IsLocalAddress(options.listen);
  return options.status_page == StatusPage::kAlways;
}

}  // namespace rollcall
