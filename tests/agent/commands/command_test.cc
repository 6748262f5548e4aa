// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/command.h"

#include <gtest/gtest.h>

#include <sstream>
#include <streambuf>

namespace rollcall::agent {
namespace {

// A disk that is full.
class FullBuffer : public std::streambuf {};

TEST(PrintResultTest, PrintsAtOnce) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Cancellation cancellation;
  CommandContext context{.in = in, .out = out, .err = err, .cancellation = cancellation};
  EXPECT_EQ(PrintResult("published at offset 42\n", context), kExitYes);
  EXPECT_EQ(out.str(), "published at offset 42\n");
  EXPECT_EQ(err.str(), "");
}

TEST(PrintResultTest, AResultThatCannotBePrintedIsAnErrorThatSaysIt) {
  std::istringstream in;
  FullBuffer full;
  std::ostream out(&full);
  std::ostringstream err;
  Cancellation cancellation;
  CommandContext context{.in = in, .out = out, .err = err, .cancellation = cancellation};
  EXPECT_EQ(PrintResult("at offset 41\nat offset 42\n", context), kExitNo);
  EXPECT_EQ(err.str(), "rollcall-agent: done, but stdout cannot be written: at offset 41; at offset 42\n");
}

}  // namespace
}  // namespace rollcall::agent
