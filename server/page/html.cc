// SPDX-License-Identifier: Apache-2.0
#include "server/page/html.h"

#include "absl/strings/str_cat.h"
#include "display/text.h"

namespace rollcall::page {
namespace {

std::string_view Entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string out;
  for (const char c : Sanitize(text)) {
    const std::string_view entity = Entity(c);
    if (entity.empty()) {
      out += c;
    } else {
      out += entity;
    }
  }
  return out;
}

Html& Html::operator<<(int64_t number) {
  absl::StrAppend(&code_, number);
  return *this;
}

Html& Html::Foreign(std::string_view text) { return *this << "<bdi>" << text << "</bdi>"; }

}  // namespace rollcall::page
