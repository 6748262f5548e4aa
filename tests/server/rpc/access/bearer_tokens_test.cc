// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/access/bearer_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/testing/temporary_folder.h"

namespace rollcall::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// printf %s one | sha256sum
constexpr char kOne[] = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
constexpr char kTwo[] = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";

class BearerTokensTest : public ::testing::Test {
 protected:
  void Write(const std::string& content) { std::ofstream(path_, std::ios::trunc) << content; }
  std::string Refusal(const std::string& content) {
    Write(content);
    const absl::Status status = BearerTokens::Load(path_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(status.message(), HasSubstr(path_));
    return std::string(status.message());
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "tokens";
};

TEST_F(BearerTokensTest, TokensAreFoundByTheirHashes) {
  Write(std::string("# who may call\n\n") + kOne + "  -\r\n  " + kTwo + "\tthe second one  \n");
  const auto tokens = BearerTokens::Load(path_).value();
  EXPECT_EQ(tokens->Find("one"), "");
  EXPECT_EQ(tokens->Find("two"), "the second one");
  EXPECT_EQ(tokens->Find("three"), std::nullopt);
  EXPECT_EQ(tokens->Find(""), std::nullopt);
  EXPECT_EQ(tokens->Find(kOne), std::nullopt);  // whoever has read the file
}

TEST_F(BearerTokensTest, TheLastLineNeedsNoEnd) {
  Write("7692C3AD3540BB803C020B3AEE66CD8887123234EA0C6E7143C0ADD73FF431ED");
  EXPECT_EQ(BearerTokens::Load(path_).value()->Find("one"), "");
}

TEST_F(BearerTokensTest, ALineOfAnotherFormIsNamedAndNotShown) {
  const std::string one = kOne;
  for (const std::string& line :
       {std::string("secret"), one + "secret", one.substr(0, 63) + "g", one.substr(0, 62) + " secret"}) {
    EXPECT_THAT(Refusal(std::string(kTwo) + "\n" + line + "\n"),
                AllOf(HasSubstr("line 2"), HasSubstr("sha256sum"), Not(HasSubstr("secret")), Not(HasSubstr("7692"))));
  }
}

TEST_F(BearerTokensTest, AnEmptyFileIsRefusedButCommentsAloneAcceptNobody) {
  EXPECT_THAT(Refusal(""), HasSubstr("is empty"));
  EXPECT_THAT(Refusal(" \n\n"), HasSubstr("is empty"));
  Write("# nobody\n");
  EXPECT_EQ(BearerTokens::Load(path_).value()->Find(""), std::nullopt);
}

TEST_F(BearerTokensTest, AFileThatCannotBeReadIsNamed) {
  EXPECT_EQ(BearerTokens::Load("/no/such").status().message(), "cannot read /no/such: No such file or directory");
}

TEST_F(BearerTokensTest, ReloadReplacesTheTokens) {
  Write(std::string(kOne) + "\n");
  const auto tokens = BearerTokens::Load(path_).value();
  EXPECT_FALSE(tokens->FileHasChanged());
  Write(std::string(kTwo) + " two\n");
  EXPECT_TRUE(tokens->FileHasChanged());
  EXPECT_EQ(tokens->Find("one"), "");
  ASSERT_TRUE(tokens->Reload().ok());
  EXPECT_FALSE(tokens->FileHasChanged());
  EXPECT_EQ(tokens->Find("one"), std::nullopt);
  EXPECT_EQ(tokens->Find("two"), "two");
}

TEST_F(BearerTokensTest, AfterAnErrorTheOldTokensRemain) {
  Write(std::string(kOne) + "\n");
  const auto tokens = BearerTokens::Load(path_).value();
  Write("");
  EXPECT_FALSE(tokens->Reload().ok());
  EXPECT_FALSE(tokens->FileHasChanged());  // so that the error is reported once
  EXPECT_EQ(tokens->Find("one"), "");
}

}  // namespace
}  // namespace rollcall::rpc
