// SPDX-License-Identifier: Apache-2.0
// Asks Redpanda's admin API over HTTP (libcurl).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/cancellation.h"

namespace rollcall::agent {

struct AdminOptions {
  std::vector<std::string> urls;  // as NormalizeAdminUrl returns them
  std::string user;               // for basic authentication; empty: none
  std::string password;
  std::string token;      // a bearer token; empty: none
  std::string ca_file;    // PEM; empty: the system's
  std::string cert_file;  // PEM, of the client; empty: none
  std::string key_file;   // PEM, without a password; empty: it is in cert_file
  absl::Duration connect_timeout = absl::Seconds(3);
  absl::Duration timeout = absl::Seconds(10);  // of a whole request
  size_t max_answer_bytes = size_t{16} << 20;
};

// A URL of the form http://HOST[:PORT][/PATH] or https://…, without a '/' at its end. INVALID_ARGUMENT for anything
// else, also for a URL with a user or a password, which everybody on the machine could read. The message shows no
// secret.
absl::StatusOr<std::string> NormalizeAdminUrl(const std::string& text);

struct HttpAnswer {
  int status = 0;
  std::string body;
};

class AdminApi {
 public:
  virtual ~AdminApi() = default;
  // GET `url`. UNAVAILABLE: nobody answered. CANCELLED. Any other error, such as DATA_LOSS for an answer that was cut:
  // somebody is there, but it is no use. The messages say what to do, and do not name the URL.
  virtual absl::StatusOr<HttpAnswer> Get(const std::string& url) = 0;
};

// Credentials are sent to the hosts that options.urls name, and to no other one: a redirect to any other host is an
// error. Proxies of the environment (http_proxy) are not used. Connections are kept and used again. `cancellation` ends
// a request at once, and must outlive the client. The result is not thread-safe. INVALID_ARGUMENT, with the option's
// name, for options that cannot be used.
absl::StatusOr<std::unique_ptr<AdminApi>> NewAdminClient(AdminOptions options, Cancellation& cancellation);

// Of the libcurl that runs.
std::string CurlVersion();

}  // namespace rollcall::agent
