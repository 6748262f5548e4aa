// SPDX-License-Identifier: Apache-2.0
// HTTP/2 header fields, as requests and answers have them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::rpc {

struct Header {
  std::string name;  // in lower case
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

using Headers = std::vector<Header>;

// The value of the first header of that name; empty if there is none.
inline std::string_view FindHeader(const Headers& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

}  // namespace rollcall::rpc
