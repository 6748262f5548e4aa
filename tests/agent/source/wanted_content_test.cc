// SPDX-License-Identifier: Apache-2.0
#include "agent/source/wanted_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "agent/publisher/content.h"
#include "tests/testing/random.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kDownAfter = absl::Seconds(30);

Instant AtSecond(int seconds) { return Instant(absl::FromUnixSeconds(1000 + seconds)); }

std::string StatusText(int number) {
  return absl::StrCat(R"({"node_id":5,"status":"up","coprocessors":{},"reason":")", number, "\"}");
}

SourceEvent Status(std::string text) {
  SourceEvent event;
  event.text = std::move(text);
  event.origin = "the file";
  event.hint = "hint";
  return event;
}

SourceEvent Failed(const std::string& why, SourceEvent::Kind kind = SourceEvent::Kind::kFailed) {
  SourceEvent event;
  event.kind = kind;
  event.error = absl::UnavailableError(why);
  return event;
}

class WantedContentTest : public ::testing::Test {
 protected:
  std::string Reason(int seconds) const { return wanted_.At(AtSecond(seconds)).value_or("nothing"); }

  WantedContent wanted_{5, kDownAfter, AtSecond(0)};
};

TEST_F(WantedContentTest, BeforeTheFirstStatusNothingIsWantedUntilDownAfter) {
  EXPECT_EQ(wanted_.At(AtSecond(29)), std::nullopt);
  EXPECT_EQ(wanted_.NextTime(AtSecond(0)), AtSecond(30));
  EXPECT_THAT(Reason(30), HasSubstr("has not given a status yet"));
  EXPECT_TRUE(IsDown(*wanted_.At(AtSecond(30))));
  EXPECT_FALSE(wanted_.source().ok());
}

TEST_F(WantedContentTest, AStatusStaysForAsLongAsTheSourceWorks) {
  wanted_.OnEvent(Status(StatusText(1)), AtSecond(1));
  EXPECT_EQ(wanted_.At(AtSecond(100000)), StatusText(1));
  EXPECT_EQ(wanted_.NextTime(AtSecond(1)), Instant::InfiniteFuture());
  EXPECT_TRUE(wanted_.source().ok());
}

TEST_F(WantedContentTest, WhatCannotBeUsedIsReportedAndTheLastStatusStaysUntilDownAfter) {
  wanted_.OnEvent(Status(StatusText(1)), AtSecond(1));
  wanted_.OnEvent(Status("{"), AtSecond(10));
  EXPECT_THAT(std::string(wanted_.source().message()), HasSubstr("the file: "));
  EXPECT_THAT(std::string(wanted_.source().message()), HasSubstr("; hint"));
  wanted_.OnEvent(Status("["), AtSecond(35));  // the time does not count anew
  EXPECT_EQ(wanted_.At(AtSecond(39)), StatusText(1));
  EXPECT_THAT(Reason(40), HasSubstr("not JSON"));
}

TEST_F(WantedContentTest, AStatusOfAnotherNodeCannotBeUsed) {
  wanted_.OnEvent(Status(R"({"node_id":6,"status":"up","coprocessors":{}})"), AtSecond(1));
  EXPECT_THAT(std::string(wanted_.source().message()), HasSubstr("node 6"));
}

TEST_F(WantedContentTest, ItComesBackWithTheSource) {
  wanted_.OnEvent(Status(StatusText(1)), AtSecond(1));
  wanted_.OnEvent(Failed("no file"), AtSecond(10));
  EXPECT_TRUE(IsDown(*wanted_.At(AtSecond(40))));
  wanted_.OnEvent(Status(StatusText(1)), AtSecond(50));
  EXPECT_EQ(wanted_.At(AtSecond(50)), StatusText(1));
  wanted_.OnEvent(Failed("no file"), AtSecond(60));
  EXPECT_EQ(wanted_.At(AtSecond(89)), StatusText(1));
}

// Otherwise an error with a time in it would be published again and again.
TEST_F(WantedContentTest, TheReasonStaysWhileTheNodeIsDown) {
  wanted_.OnEvent(Failed("first"), AtSecond(10));
  wanted_.OnEvent(Failed("second"), AtSecond(20));
  EXPECT_THAT(Reason(30), HasSubstr("second"));
  wanted_.OnEvent(Failed("third"), AtSecond(31));
  EXPECT_THAT(Reason(31), HasSubstr("second"));
  EXPECT_EQ(wanted_.source().message(), "third");
}

TEST_F(WantedContentTest, IsOverWhenTheSourceHasEndedAndTheNodeIsDown) {
  wanted_.OnEvent(Status(StatusText(1)), AtSecond(1));
  wanted_.OnEvent(Failed("ended", SourceEvent::Kind::kEnded), AtSecond(10));
  EXPECT_FALSE(wanted_.IsOver(AtSecond(39)));
  EXPECT_TRUE(wanted_.IsOver(AtSecond(40)));
}

// Against a model that remembers the whole history.
TEST(WantedContentHistories, FollowTheRule) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    rollcall::testing::Random random(seed);
    WantedContent wanted(5, kDownAfter, AtSecond(0));
    std::optional<std::string> last_status;
    int unusable_since = 0;  // -1: the source works
    int now = 0;
    for (int step = 0; step < 40; ++step) {
      now += random.Below(20);
      const int choice = random.Below(4);
      if (choice == 0) {
        last_status = StatusText(random.Below(3));
        wanted.OnEvent(Status(*last_status), AtSecond(now));
        unusable_since = -1;
      } else if (choice < 3) {
        wanted.OnEvent(choice == 1 ? Status("{") : Failed("x"), AtSecond(now));
        if (unusable_since < 0) unusable_since = now;
      }
      const std::optional<std::string> content = wanted.At(AtSecond(now));
      const bool is_down = unusable_since >= 0 && now - unusable_since >= 30;
      ASSERT_EQ(is_down, content.has_value() && IsDown(*content)) << "seed " << seed << " step " << step;
      if (!is_down) {
        ASSERT_EQ(content, last_status) << "seed " << seed << " step " << step;
      }
      const bool changes_by_time = unusable_since >= 0 && !is_down;
      ASSERT_EQ(wanted.NextTime(AtSecond(now)),
                changes_by_time ? AtSecond(unusable_since + 30) : Instant::InfiniteFuture());
    }
  }
}

}  // namespace
}  // namespace rollcall::agent
