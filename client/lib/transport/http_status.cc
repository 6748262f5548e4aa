// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/http_status.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace rollcall::client {
namespace {

using NamedStatus = std::pair<int, absl::string_view>;

constexpr std::array<NamedStatus, 18> kNames = {{{301, "Moved Permanently"},
                                                 {302, "Found"},
                                                 {303, "See Other"},
                                                 {307, "Temporary Redirect"},
                                                 {308, "Permanent Redirect"},
                                                 {400, "Bad Request"},
                                                 {401, "Unauthorized"},
                                                 {403, "Forbidden"},
                                                 {404, "Not Found"},
                                                 {405, "Method Not Allowed"},
                                                 {407, "Proxy Authentication Required"},
                                                 {415, "Unsupported Media Type"},
                                                 {429, "Too Many Requests"},
                                                 {500, "Internal Server Error"},
                                                 {502, "Bad Gateway"},
                                                 {503, "Service Unavailable"},
                                                 {504, "Gateway Timeout"},
                                                 {505, "HTTP Version Not Supported"}}};

}  // namespace

std::string HttpStatusText(int status) {
  for (const auto& [number, name] : kNames) {
    if (number == status) return absl::StrCat("HTTP ", status, " ", name);
  }
  return absl::StrCat("HTTP ", status);
}

std::string WhoAnswersWith(int status) {
  if (status >= 300 && status < 400) return "a web site that is elsewhere";
  if (status >= 502 && status <= 504) return "an HTTP proxy that does not reach its server";
  return "a web server or an HTTP proxy";
}

}  // namespace rollcall::client
