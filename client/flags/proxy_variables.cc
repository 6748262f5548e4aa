// SPDX-License-Identifier: Apache-2.0
#include "client/flags/proxy_variables.h"

#include <cstdlib>
#include <initializer_list>
#include <string>
#include <utility>

namespace rollcall::client {
namespace {

// The name and the value of the first variable that is set; empty texts if none is.
std::pair<std::string, std::string> FirstVariable(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const char* value = std::getenv(name); value != nullptr) return {name, value};
  }
  return {};
}

}  // namespace

ProxyOptions ProxyOfEnvironment() {
  auto [source, url] = FirstVariable({"grpc_proxy", "https_proxy", "http_proxy"});
  return {.url = std::move(url),
          .source = std::move(source),
          .exceptions = FirstVariable({"no_grpc_proxy", "no_proxy", "NO_PROXY"}).second};
}

}  // namespace rollcall::client
