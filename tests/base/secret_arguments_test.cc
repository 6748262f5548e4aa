// SPDX-License-Identifier: Apache-2.0
// Secrets on the command line are removed from argv, and error messages do not show them.
#include "base/secret_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <string>
#include <vector>

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Hide = void(int argc, char** argv, const std::vector<std::string>& secrets);

// What ps shows afterwards. Fails if anything is left after the end of a text.
std::vector<std::string> Hidden(std::vector<std::string> arguments, const std::vector<std::string>& secrets,
                                Hide* hide = HideSecretArguments) {
  std::vector<size_t> sizes;
  std::vector<char*> argv;
  for (std::string& argument : arguments) {
    sizes.push_back(argument.size());
    argv.push_back(argument.data());
  }
  hide(static_cast<int>(argv.size()), argv.data(), secrets);
  std::vector<std::string> shown;
  for (size_t i = 0; i < argv.size(); ++i) {
    shown.emplace_back(argv[i]);
    const std::string rest(argv[i] + shown.back().size(), sizes[i] - shown.back().size());
    EXPECT_EQ(rest, std::string(rest.size(), '\0')) << argv[i];
  }
  return shown;
}

TEST(SecretArgumentsTest, ValuesAreHiddenInEachFormOfTheOption) {
  EXPECT_THAT(
      Hidden({"rollcalld", "-X", "a=12345", "-Xb=secret", "--kafka-property=c=s=cret", "--topic", "t", "-vXd=x"},
             {"a=12345", "b=secret", "c=s=cret", "d=x"}),
      ElementsAre("rollcalld", "-X", "a=***", "-Xb=***", "--kafka-property=c=***", "--topic", "t", "-vXd=*"));
}

TEST(SecretArgumentsTest, FilesAndEmptyValuesStay) {
  EXPECT_THAT(Hidden({"rollcalld", "-X", "a=@/run/secret", "-Xb="}, {"a=@/run/secret", "b="}),
              ElementsAre("rollcalld", "-X", "a=@/run/secret", "-Xb="));
}

TEST(SecretArgumentsTest, APropertyThatEndsLikeAnotherIsHiddenAsAWhole) {
  for (const std::vector<std::string>& properties :
       {std::vector<std::string>{"a=one,b=two", "b=two"}, {"b=two", "a=one,b=two"}}) {
    EXPECT_THAT(Hidden({"rollcalld", "-X", "a=one,b=two", "-X", "b=two"}, properties),
                ElementsAre("rollcalld", "-X", "a=***", "-X", "b=***"));
  }
}

TEST(SecretArgumentsTest, WholeValuesAreHiddenInEachFormOfTheOption) {
  EXPECT_THAT(Hidden({"agent", "--password", "s3cret", "--token=a=b", "--file", "@/run/s3cret", "--user", "me"},
                     {"s3cret", "a=b", "@/run/s3cret", ""}, HideSecretValues),
              ElementsAre("agent", "--password", "***", "--token=***", "--file", "@/run/s3cret", "--user", "me"));
}

TEST(SecretArgumentsTest, OtherArgumentsStay) {
  EXPECT_THAT(Hidden({"rollcalld", "--topic", "t"}, {"a=secret"}), ElementsAre("rollcalld", "--topic", "t"));
}

TEST(SecretArgumentsTest, ATextThatIsNotAPropertyIsNotShown) {
  const CLI::Validator check = IsKeyValue();
  for (std::string text : {"hunter2", "=hunter2", ""}) {
    EXPECT_THAT(check(text), HasSubstr("KEY=VALUE")) << text;
    EXPECT_THAT(check(text), Not(HasSubstr("hunter2"))) << text;
  }
  std::string fine = "a=";
  EXPECT_EQ(check(fine), "");
}

}  // namespace
}  // namespace rollcall
