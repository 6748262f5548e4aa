// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall {
namespace {

TEST(SecretFileTest, OneNewlineAtTheEndIsNoPartOfTheSecret) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "secret";
  for (const auto& [content, secret] : {std::pair<std::string, std::string>{"a b\n", "a b"},
                                        {"a\r\n", "a"},
                                        {"a\n\n", "a\n"},
                                        {" a", " a"},
                                        {"", ""}}) {
    std::ofstream(path, std::ios::trunc) << content;
    EXPECT_EQ(ReadSecretFile(path).value(), secret);
  }
}

TEST(SecretFileTest, WhatCannotBeReadIsNotFound) {
  EXPECT_EQ(ReadSecretFile("/no/such/file").status(), absl::NotFoundError("No such file or directory"));
  EXPECT_EQ(ReadSecretFile("/tmp").status(), absl::NotFoundError("Is a directory"));
}

}  // namespace
}  // namespace rollcall
