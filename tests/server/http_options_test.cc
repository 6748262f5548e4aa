// SPDX-License-Identifier: Apache-2.0
#include "server/http_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

namespace rollcall {
namespace {

using ::testing::HasSubstr;

struct Parsed {
  HttpOptions options;
  bool is_usable = true;
};

Parsed Parse(std::vector<std::string> arguments) {
  Parsed parsed;
  CLI::App app;
  DefineHttpOptions(app, parsed.options);
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError&) {
    parsed.is_usable = false;
  }
  return parsed;
}

bool ServesAt(const std::string& listen, const std::string& where = "loopback") {
  return ServesStatusPage(Parse({"--http-listen", listen, "--status-page", where}).options);
}

TEST(HttpOptionsTest, ThePageIsOffWhereOtherMachinesCanReachIt) {
  EXPECT_TRUE(ServesStatusPage(Parse({"--http-listen", "127.0.0.1:0"}).options));
  EXPECT_FALSE(ServesStatusPage(Parse({"--http-listen", "0.0.0.0:0"}).options));
  EXPECT_FALSE(ServesAt("rollcall.example:80"));
  EXPECT_TRUE(ServesAt("0.0.0.0:0", "always"));
  EXPECT_FALSE(ServesAt("127.0.0.1:0", "never"));
  EXPECT_FALSE(Parse({"--status-page", "sometimes"}).is_usable);
}

TEST(HttpOptionsTest, WhatCannotBeUsedIsNamed) {
  EXPECT_TRUE(CheckHttpOptions({}).ok());
  EXPECT_THAT(CheckHttpOptions(Parse({"--http-listen", "here"}).options).message(), HasSubstr("--http-listen 'here'"));
  EXPECT_THAT(CheckHttpOptions(Parse({"--status-page", "always"}).options).message(), HasSubstr("--http-listen"));
  EXPECT_THAT(CheckHttpOptions(Parse({"--http-allow-host", "a.example, b.example:80"}).options).message(),
              HasSubstr("--http-allow-host 'b.example:80'"));
  EXPECT_TRUE(CheckHttpOptions(Parse({"--http-allow-host", "a.example, b.example"}).options).ok());
}

}  // namespace
}  // namespace rollcall
