// SPDX-License-Identifier: Apache-2.0
#include "base/setting_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "tests/testing/temporary_folder.h"

namespace rollcall {
namespace {

class SettingValuesTest : public ::testing::Test {
 protected:
  // The values after a start with this settings file.
  SettingValues Read(const std::string& file_text) {
    std::ofstream(file_) << file_text;
    CLI::App app("", "program");
    int limit = 7;
    bool is_quiet = false;
    std::vector<std::string> names;
    app.add_option("--limit", limit)->capture_default_str();
    app.add_flag("--quiet", is_quiet);
    app.add_option("--names", names)->delimiter(',')->allow_extra_args(false);
    const char* const arguments[] = {"program", "--config", file_.c_str()};
    LoadedSettings loaded;
    const absl::Status parsed = TryParseSettings(app, 3, arguments, {}, loaded);
    EXPECT_TRUE(parsed.ok()) << parsed;
    return ValuesOf(app, loaded);
  }

  const testing::TemporaryFolder folder_;
  const std::string file_ = folder_ / "settings.toml";
};

TEST_F(SettingValuesTest, HasDefaultsWithoutAPlace) {
  const SettingValues values = Read("");
  EXPECT_EQ(values.at("limit").text, "7");
  EXPECT_EQ(values.at("limit").place, "");
  EXPECT_EQ(values.at("quiet").text, "false");
  EXPECT_EQ(values.at("names").text, "");
}

TEST_F(SettingValuesTest, HasNoEntryForWhatIsNoSetting) {
  const SettingValues values = Read("");
  EXPECT_EQ(values.size(), 3u);
}

TEST_F(SettingValuesTest, SaysWhereAValueIsFrom) {
  const SettingValues values = Read("[program]\nquiet = true\nlimit = 8\nnames = [\"a\", \"b\"]\n");
  EXPECT_EQ(values.at("limit").text, "8");
  EXPECT_EQ(values.at("limit").place, file_ + ":3: limit");
  EXPECT_EQ(values.at("quiet").text, "true");
  EXPECT_EQ(values.at("names").text, "a,b");
}

TEST_F(SettingValuesTest, DifferencesAreThoseOfTheTexts) {
  const SettingValues before = Read("[program]\nlimit = 7\nquiet = true\n");
  const SettingValues after = Read("[program]\nquiet = true\nnames = \"a\"\n");
  const std::vector<SettingChange> changes = Differences(before, after);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].name, "names");
  EXPECT_EQ(changes[0].before.text, "");
  EXPECT_EQ(changes[0].after.text, "a");
}

}  // namespace
}  // namespace rollcall
