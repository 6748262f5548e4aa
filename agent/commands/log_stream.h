// SPDX-License-Identifier: Apache-2.0
// What a command says to people on stderr, as lines of the log instead, so that a reader of a log in JSON can read all
// of it.
#pragma once

#include <ostream>
#include <streambuf>
#include <string>

#include "base/log.h"

namespace rollcall::agent {

// A stream of which each line is logged at level warning, without the program's name before it. Not thread-safe.
class LogStream final : public std::ostream {
 public:
  LogStream() : std::ostream(nullptr) { rdbuf(&lines_); }

 private:
  class Lines final : public std::streambuf {
    int_type overflow(int_type c) override;

    std::string line_;
  };

  Lines lines_;
};

}  // namespace rollcall::agent
