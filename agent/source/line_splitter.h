// SPDX-License-Identifier: Apache-2.0
// Cuts a stream of bytes into lines, and skips lines that are too long without holding them in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rollcall::agent {

// Not thread-safe.
class LineSplitter {
 public:
  struct Line {
    int64_t number;  // from 1
    std::string_view text;
    bool is_too_long;  // then `text` is empty
  };
  using OnLine = std::function<void(const Line& line)>;

  // `on_line` is called for each line that is not blank.
  LineSplitter(size_t max_bytes, OnLine on_line) : max_bytes_(max_bytes), on_line_(std::move(on_line)) {}

  void Add(std::string_view bytes);
  // The stream has ended. What came after the last line end is a line, too.
  void End();

 private:
  void AddToLine(std::string_view part);
  void FinishLine();

  const size_t max_bytes_;
  const OnLine on_line_;
  int64_t number_ = 1;
  std::string line_;  // what has come of the present line
  bool is_too_long_ = false;
};

}  // namespace rollcall::agent
