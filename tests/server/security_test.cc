// SPDX-License-Identifier: Apache-2.0
#include "server/security.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "tests/testing/captured_log.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SecurityTest, SaysWhichFilesItHasReadAgain) {
  const testing::TemporaryFolder folder;
  SecurityOptions options;
  options.access.token_file = folder / "tokens";
  std::ofstream(options.access.token_file) << std::string(64, 'a') << " first\n";
  auto security = Security::Load(options);
  ASSERT_TRUE(security.ok()) << security.status();
  testing::CapturedLog log;
  EXPECT_TRUE((*security)->Change(options).ok());
  const std::string lines = log.Lines();
  EXPECT_THAT(lines, HasSubstr("info msg=\"read again\" files=tokens\n"));
  EXPECT_THAT(lines, Not(HasSubstr("TLS")));
}

TEST(SecurityTest, SaysWhetherItsFilesCanBeUsed) {
  const testing::TemporaryFolder folder;
  SecurityOptions options;
  options.access.token_file = folder / "tokens";
  const auto write = [&](const std::string& text) { std::ofstream(options.access.token_file) << text; };
  const std::string tokens = std::string(64, 'a') + " first\n";
  write(tokens);
  auto security = Security::Load(options);
  ASSERT_TRUE(security.ok()) << security.status();
  EXPECT_TRUE((*security)->are_files_usable());
  EXPECT_EQ((*security)->CertificateExpiry(), std::nullopt);
  write("no hash\n");
  (*security)->ReloadIfChanged();
  EXPECT_FALSE((*security)->are_files_usable());
  (*security)->ReloadIfChanged();
  EXPECT_FALSE((*security)->are_files_usable()) << "it is as before";
  write(tokens + tokens);
  (*security)->ReloadIfChanged();
  EXPECT_TRUE((*security)->are_files_usable());
  write("no hash\n");
  (*security)->ReloadIfChanged();
  ASSERT_TRUE((*security)->Change({}).ok());
  EXPECT_TRUE((*security)->are_files_usable()) << "there is none any more";
}

TEST(SecurityTest, SaysNothingOfFilesThatItDoesNotHave) {
  auto security = Security::Load({});
  ASSERT_TRUE(security.ok()) << security.status();
  testing::CapturedLog log;
  EXPECT_TRUE((*security)->Change({}).ok());
  (*security)->ReloadIfChanged();
  EXPECT_EQ(log.Lines(), "");
}

}  // namespace
}  // namespace rollcall
