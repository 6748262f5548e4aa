// SPDX-License-Identifier: Apache-2.0
// Builds HTML in which nothing but this program's own literals can be code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall::page {

// `text` as the content of an element or of an attribute in double quotes. Control characters, characters that reorder
// or hide text, and bytes that are not UTF-8 become visible escapes (display/text.h).
std::string Escape(std::string_view text);

class Html {
 public:
  // A literal is code.
  template <size_t kSize>
  Html& operator<<(const char (&literal)[kSize]) {
    code_.append(literal, kSize - 1);
    return *this;
  }
  // Anything else is text, and is escaped.
  Html& operator<<(std::string_view text) {
    code_ += Escape(text);
    return *this;
  }
  Html& operator<<(int64_t number);
  Html& operator<<(const Html& html) {
    code_ += html.code_;
    return *this;
  }
  // Foreign text, whose direction does not affect what is around it.
  Html& Foreign(std::string_view text);

  const std::string& code() const { return code_; }
  std::string Release() { return std::move(code_); }

 private:
  std::string code_;
};

}  // namespace rollcall::page
