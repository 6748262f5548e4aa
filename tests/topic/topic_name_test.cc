// SPDX-License-Identifier: Apache-2.0
#include "topic/topic_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::topic {
namespace {

TEST(TopicNameTest, NamesThatKafkaCanHave) {
  for (const std::string& name :
       {std::string("coprocessor_status_topic"), std::string("a.B-9_"), std::string("..."), std::string(249, 'x')}) {
    EXPECT_TRUE(CheckTopicName(name).ok()) << name;
  }
}

TEST(TopicNameTest, NamesThatKafkaCannotHaveAreRefusedByName) {
  for (const std::string& name : {std::string(""), std::string("."), std::string(".."), std::string(250, 'x'),
                                  std::string("a b"), std::string("a/b"), std::string("t\xc3\xb6pic")}) {
    const absl::Status status = CheckTopicName(name);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << name;
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("--topic '" + name.substr(0, 1))) << name;
  }
}

TEST(TopicNameTest, TheMessageIsOneLineWhateverTheName) {
  EXPECT_EQ(CheckTopicName("a\nb").message().find('\n'), absl::string_view::npos);
}

}  // namespace
}  // namespace rollcall::topic
