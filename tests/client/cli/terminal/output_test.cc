// SPDX-License-Identifier: Apache-2.0
// Writes to slow and closed readers.
#include "client/cli/terminal/output.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "rollcall/cancellation.h"
#include "tests/testing/pipe.h"

namespace rollcall::cli {
namespace {

TEST(FileOutputTest, WritesAllOfALongTextToASlowReader) {
  rollcall::testing::Pipe pipe;
  Cancellation cancellation;
  FileOutput output(pipe.writer(), cancellation);
  const std::string text(300000, 'x');
  size_t received = 0;
  std::thread reader([&] {
    char buffer[1000];
    while (received < text.size()) received += static_cast<size_t>(read(pipe.reader(), buffer, sizeof(buffer)));
  });
  EXPECT_TRUE(output.Write(text).ok());
  reader.join();
  EXPECT_EQ(received, text.size());
}

TEST(FileOutputTest, ReportsAClosedPipe) {
  rollcall::testing::Pipe pipe;
  Cancellation cancellation;
  FileOutput output(pipe.writer(), cancellation);
  pipe.CloseReader();
  EXPECT_TRUE(absl::IsCancelled(output.Write("x")));
}

TEST(FileOutputTest, AReaderThatDoesNotReadCannotDelayTheEnd) {
  rollcall::testing::Pipe pipe;
  Cancellation cancellation;
  FileOutput output(pipe.writer(), cancellation);
  std::thread canceler([&] { cancellation.Cancel(); });
  EXPECT_TRUE(absl::IsCancelled(output.Write(std::string(1 << 20, 'x'))));
  canceler.join();
}

TEST(FileOutputTest, StillWritesAfterTheCancellation) {
  rollcall::testing::Pipe pipe;
  Cancellation cancellation;
  FileOutput output(pipe.writer(), cancellation);
  cancellation.Cancel();
  EXPECT_TRUE(output.Write("bye").ok());
}

TEST(FileOutputTest, SaysWhyTextWasLost) {
  Cancellation cancellation;
  FileOutput closed(9999, cancellation);  // not open
  EXPECT_FALSE(closed.Write("x").ok());
  EXPECT_FALSE(absl::IsCancelled(closed.Write("x")));
}

TEST(FileOutputTest, LeavesItsDescriptorOpen) {
  rollcall::testing::Pipe pipe;
  Cancellation cancellation;
  { FileOutput output(pipe.writer(), cancellation); }
  EXPECT_EQ(write(pipe.writer(), "x", 1), 1) << errno;
}

}  // namespace
}  // namespace rollcall::cli
