// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/token_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/testing/temporary_folder.h"

namespace rollcall::client {
namespace {

class TokenFileTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::string> Read(const std::string& content) {
    std::ofstream(path_, std::ios::binary) << content;
    return ReadToken(path_);
  }

  const rollcall::testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "token";
};

TEST_F(TokenFileTest, IsOneLineWithoutItsNewline) {
  for (const char* content : {"s3cret", "s3cret\n", "s3cret\r\n"}) EXPECT_EQ(Read(content).value(), "s3cret");
}

TEST_F(TokenFileTest, AnythingElseIsRefusedAndNotShown) {
  for (const char* content : {"two words\n", "one\ntwo\n", "s3cret\n\n", "s\xc3\xa9", "a\tb", "s3cret\r"}) {
    const absl::Status error = Read(content).status();
    EXPECT_EQ(error.message(),
              "cannot use " + path_ + ": it is not one line of visible ASCII characters, as a token is")
        << content;
  }
  EXPECT_EQ(Read("\n").status().message(), "cannot use " + path_ + ": it is empty");
  EXPECT_EQ(Read(std::string(8193, 'x')).status().message(), "cannot read " + path_ + ": it has more than 8192 bytes");
}

TEST_F(TokenFileTest, AFileThatCannotBeReadIsNamedWithTheReason) {
  EXPECT_EQ(ReadToken(path_).status().message(), "cannot read " + path_ + ": No such file or directory");
}

}  // namespace
}  // namespace rollcall::client
