// SPDX-License-Identifier: Apache-2.0
#include "agent/source/line_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/testing/pipe.h"
#include "tests/testing/source_events.h"

namespace rollcall::agent {
namespace {

using Kind = SourceEvent::Kind;

void Write(int fd, const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const ssize_t size = write(fd, text.data() + at, text.size() - at);
    ASSERT_GT(size, 0);
    at += static_cast<size_t>(size);
  }
}

TEST(LineSourceTest, EachLineIsAStatusAndTheEndIsForGood) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  LineSource source(ends[0], "standard input");
  rollcall::testing::SourceEvents events(source);
  Write(ends[1], "first\nsecond\nthi");
  EXPECT_TRUE(events.Comes(Kind::kStatus, "first"));
  EXPECT_TRUE(events.Comes(Kind::kStatus, "second"));
  Write(ends[1], "rd");
  close(ends[1]);
  EXPECT_TRUE(events.Comes(Kind::kStatus, "third"));
  EXPECT_TRUE(events.Comes(Kind::kEnded, "standard input has ended"));
  EXPECT_TRUE(rollcall::testing::Eventually([&] { return events.has_returned(); }));
  close(ends[0]);
}

TEST(LineSourceTest, ALineThatIsTooLongIsReportedWithItsNumber) {
  rollcall::testing::Pipe pipe;
  LineSource source(pipe.reader(), "standard input");
  rollcall::testing::SourceEvents events(source);
  Write(pipe.writer(), "first\n" + std::string(kMaxStatusBytes + 1, 'x') + "\nthird\n");
  EXPECT_TRUE(events.Comes(Kind::kFailed, "line 2 of standard input was skipped"));
  EXPECT_TRUE(events.Comes(Kind::kStatus, "third"));
}

TEST(LineSourceTest, StopsWhileItWaits) {
  rollcall::testing::Pipe pipe;
  LineSource source(pipe.reader(), "standard input");
  rollcall::testing::SourceEvents events(source);
  events.Stop();  // hangs if the source does not stop
  EXPECT_EQ(events.count(), 0u);
}

TEST(LineSourceTest, AStreamThatCannotBeReadHasEnded) {
  const int folder = open("/", O_RDONLY | O_CLOEXEC);
  LineSource of_folder(folder, "standard input");
  rollcall::testing::SourceEvents events(of_folder);
  EXPECT_TRUE(events.Comes(Kind::kEnded, "cannot be read"));
  close(folder);
}

}  // namespace
}  // namespace rollcall::agent
