// SPDX-License-Identifier: Apache-2.0
#include "display/header_text.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(HeaderTextTest, NamesTopicAndCluster) {
  v1::Header header = HeaderOf({}, 1);
  EXPECT_EQ(TopicText(header), "coprocessor_status_topic (Kafka cluster cluster)");
  header.clear_cluster_id();
  header.set_topic("a\x1b[2J");
  EXPECT_EQ(TopicText(header), "a\\x1b[2J");
}

TEST(HeaderTextTest, SaysHowOldTheEvidenceIs) {
  v1::Header header = HeaderOf({}, 7);
  EXPECT_EQ(AsOfText(header), "revision 7, 2026-03-01T11:59:59Z, 0.5 s ago");
  header.clear_as_of_time();
  EXPECT_EQ(AsOfText(header), "revision 7; its age is not known");
}

TEST(HeaderTextTest, HasAWordForEachState) {
  EXPECT_EQ(SourceWord(v1::SOURCE_STATE_CURRENT), "current");
  EXPECT_EQ(SourceWord(v1::SOURCE_STATE_DISCONNECTED), "disconnected");
  EXPECT_EQ(SourceWord(static_cast<v1::SourceState>(77)), "unknown (77)");
}

}  // namespace
}  // namespace rollcall
