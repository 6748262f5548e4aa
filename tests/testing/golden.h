// SPDX-License-Identifier: Apache-2.0
// Golden outputs: files that a test compares byte by byte with what the program wrote.
//
// If an output changed on purpose, write the files again and read the difference before you commit it:
//   ROLLCALL_WRITE_GOLDEN=1 build/dev/tests/cli_test (or page_test) --gtest_filter='*Golden*'
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace rollcall::testing {

// Compares `text` with the file golden/NAME. A missing file is a failure.
inline void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = std::string(ROLLCALL_GOLDEN_DIR) + "/" + name;
  if (std::getenv("ROLLCALL_WRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file.is_open()) << path << " does not exist; tests/testing/golden.h says how to write it";
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << path << " differs; tests/testing/golden.h says how to write it again";
}

}  // namespace rollcall::testing
