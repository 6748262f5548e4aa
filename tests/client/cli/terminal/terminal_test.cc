// SPDX-License-Identifier: Apache-2.0
// Writing to slow and closed readers; signals.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "client/cli/terminal/output.h"
#include "client/cli/terminal/signal_watcher.h"

namespace rollcall::cli {
namespace {

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
  void CloseReader() {
    if (reader_open_) close(ends_[0]);
    reader_open_ = false;
  }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }

 private:
  int ends_[2] = {-1, -1};
  bool reader_open_ = true;
};

TEST(FileOutput, WritesAllOfALongTextToASlowReader) {
  Pipe pipe;
  client::Cancellation cancellation;
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

TEST(FileOutput, TellsAClosedPipe) {
  Pipe pipe;
  client::Cancellation cancellation;
  FileOutput output(pipe.writer(), cancellation);
  pipe.CloseReader();
  EXPECT_TRUE(absl::IsCancelled(output.Write("x")));
}

TEST(FileOutput, AReaderThatDoesNotReadCannotHoldUpTheEnd) {
  Pipe pipe;
  client::Cancellation cancellation;
  FileOutput output(pipe.writer(), cancellation);
  std::thread stopper([&] { cancellation.Cancel(); });
  EXPECT_TRUE(absl::IsCancelled(output.Write(std::string(1 << 20, 'x'))));
  stopper.join();
}

TEST(FileOutput, StillWritesLastWordsAfterTheEndWasCalled) {
  Pipe pipe;
  client::Cancellation cancellation;
  FileOutput output(pipe.writer(), cancellation);
  cancellation.Cancel();
  EXPECT_TRUE(output.Write("bye").ok());
}

TEST(FileOutput, SaysWhyTextWasLost) {
  client::Cancellation cancellation;
  FileOutput closed(9999, cancellation);  // not open
  EXPECT_FALSE(closed.Write("x").ok());
  EXPECT_FALSE(absl::IsCancelled(closed.Write("x")));
}

TEST(SignalWatcher, ASignalCancels) {
  Pipe pipe;
  client::Cancellation cancellation;
  SignalWatcher watcher(pipe.writer(), cancellation);
  kill(getpid(), SIGTERM);
  EXPECT_TRUE(cancellation.WaitFor(absl::Seconds(10)));
}

TEST(SignalWatcher, AClosedPipeCancelsWithoutAWrite) {
  Pipe pipe;
  client::Cancellation cancellation;
  SignalWatcher watcher(pipe.writer(), cancellation);
  pipe.CloseReader();
  EXPECT_TRUE(cancellation.WaitFor(absl::Seconds(10)));
}

TEST(SignalWatcher, EndsWithoutHavingCancelled) {
  Pipe pipe;
  client::Cancellation cancellation;
  { SignalWatcher watcher(pipe.writer(), cancellation); }
  EXPECT_FALSE(cancellation.cancelled());
}

}  // namespace
}  // namespace rollcall::cli
