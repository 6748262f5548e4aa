// SPDX-License-Identifier: Apache-2.0
// A pipe for tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace rollcall::testing {

// Makes the process ignore SIGPIPE.
class Pipe {
 public:
  Pipe() {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(pipe(ends_), 0);
  }
  ~Pipe() {
    CloseReader();
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void CloseReader() {
    if (is_reader_open_) close(ends_[0]);
    is_reader_open_ = false;
  }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }

 private:
  int ends_[2] = {-1, -1};
  bool is_reader_open_ = true;
};

}  // namespace rollcall::testing
