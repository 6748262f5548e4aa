// SPDX-License-Identifier: Apache-2.0
// What a request of HTTP asks for, and what it is answered with.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {

class HttpStream;

// A GET or a HEAD; the body of a request is ignored.
struct HttpRequest {
  std::string path;                                        // decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in the order of the request
  std::string fetch_site = {};                             // the header Sec-Fetch-Site; empty without it
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  // If it is not null, it is sent instead of the body, for as long as both sides want it.
  std::shared_ptr<HttpStream> stream = nullptr;
};

}  // namespace rollcall
