// SPDX-License-Identifier: Apache-2.0
#include "server/http/viewers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/testing/compiled_filter.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/waiting.h"

namespace rollcall::http {
namespace {

using testing::FedStore;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// What the viewer is sent next; empty after 20 s.
std::string Next(HttpStream& stream) {
  std::string event(4096, '\0');
  const bool came = testing::Eventually([&] {
    const HttpStream::Taken taken = stream.Take(
        event.data(), event.size(), [] {}, [] {});
    event.resize(taken.bytes == 0 ? event.size() : taken.bytes);
    return taken.bytes > 0;
  });
  return came ? event : "";
}

std::string KeyIn(const std::string& event) {
  const size_t begin = event.find("\"key\":\"");
  return begin == std::string::npos ? "" : event.substr(begin, event.find('"', begin + 8) - begin);
}

// The next event whose key is not `key`.
std::string NextOther(HttpStream& stream, const std::string& key) {
  std::string event;
  do {
    event = Next(stream);
  } while (!event.empty() && KeyIn(event) == key);
  return event;
}

select::Filter OnlyNode(int32_t id) {
  v1::Filter filter;
  filter.add_node_ids(id);
  return *testing::CompileFilter(filter);
}

ViewerLimits Quick() {
  return {.max_viewers = 2, .heartbeat = absl::Milliseconds(50), .least_pause = absl::Milliseconds(1)};
}
ViewerLimits WithoutHeartbeat() { return {.heartbeat = absl::Hours(1), .least_pause = absl::Milliseconds(1)}; }

class ViewersTest : public ::testing::Test {
 protected:
  ViewerCounters counters_;
};

TEST_F(ViewersTest, AViewerHearsOfTheStateAtOnceAndOfEachChange) {
  FedStore feed;
  feed.Put(1, {});
  Viewers viewers(feed.store(), WithoutHeartbeat(), counters_);
  const auto stream = viewers.Open({});
  const std::string first = Next(*stream);
  EXPECT_THAT(first, AllOf(StartsWith("event: state\n"), HasSubstr("\"revision\":0,"), ::testing::EndsWith("\n\n")));
  feed.Put(1, {{"a"}});
  const std::string second = Next(*stream);
  EXPECT_THAT(second, HasSubstr("\"revision\":1,"));
  EXPECT_NE(KeyIn(second), KeyIn(first));
  feed.SetSource(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_NE(KeyIn(NextOther(*stream, KeyIn(second))), "");
}

TEST_F(ViewersTest, AViewerOfSomeNodesHearsOfThemAndOfTheCounts) {
  FedStore feed;
  feed.Put(1, {});
  feed.Put(2, {});
  Viewers viewers(feed.store(), WithoutHeartbeat(), counters_);
  const auto of_one = viewers.Open(OnlyNode(1));
  const auto of_two = viewers.Open(OnlyNode(2));
  const std::string key = KeyIn(Next(*of_one));
  const std::string key_of_two = KeyIn(Next(*of_two));
  feed.Put(2, {{"a"}});
  EXPECT_NE(NextOther(*of_two, key_of_two), "");
  HttpStream::Taken taken = of_one->Take(
      nullptr, 0, [] {}, [] {});
  EXPECT_EQ(taken.outcome, HttpStream::Outcome::kNothingYet) << "a change of another node is none of its own";
  feed.Put(2, {}, "down");
  EXPECT_NE(NextOther(*of_one, key), "") << "the summary counts all nodes";
}

TEST_F(ViewersTest, EachHearsThatTheServerIsAlive) {
  FedStore feed;
  Viewers viewers(feed.store(), Quick(), counters_);
  const auto stream = viewers.Open({});
  const std::string first = Next(*stream);
  const std::string second = Next(*stream);
  EXPECT_NE(second, "");
  EXPECT_EQ(KeyIn(first), KeyIn(second));
}

TEST_F(ViewersTest, ThereAreAsManyAsMayBe) {
  FedStore feed;
  Viewers viewers(feed.store(), Quick(), counters_);
  const auto first = viewers.Open({});
  const auto second = viewers.Open({});
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(counters_.refused, 0u);
  EXPECT_EQ(viewers.Open({}), nullptr);
  EXPECT_EQ(counters_.viewers, 2u);
  EXPECT_EQ(counters_.refused, 1u);
  first->Close();
  std::shared_ptr<HttpStream> third;
  EXPECT_TRUE(testing::Eventually([&] { return (third = viewers.Open({})) != nullptr; })) << "its place is free again";
}

TEST_F(ViewersTest, OneThatDoesNotReadKeepsNobodyWaiting) {
  FedStore feed;
  Viewers viewers(feed.store(), WithoutHeartbeat(), counters_);
  const auto stopped = viewers.Open({});
  const auto reader = viewers.Open({});
  std::string key = KeyIn(Next(*reader));
  for (int i = 0; i < 100; ++i) {
    feed.Put(1, {{"a" + std::to_string(i)}});
    const std::string event = NextOther(*reader, key);
    ASSERT_NE(event, "");
    key = KeyIn(event);
  }
  EXPECT_THAT(Next(*stopped), HasSubstr("\"revision\":99,")) << "it gets the newest state, and nothing else";
}

TEST_F(ViewersTest, ItHearsWhenThereIsSomethingToShow) {
  FedStore feed(FedStore::Start::kNotReady);
  Viewers viewers(feed.store(), WithoutHeartbeat(), counters_);
  const auto stream = viewers.Open({});
  const std::string key = KeyIn(Next(*stream));
  feed.Put(1, {});
  feed.Ready();
  EXPECT_NE(NextOther(*stream, key), "");
}

TEST_F(ViewersTest, TheirStreamsEndWithTheServer) {
  FedStore feed;
  auto viewers = std::make_unique<Viewers>(feed.store(), Quick(), counters_);
  const auto stream = viewers->Open({});
  Next(*stream);
  viewers.reset();
  EXPECT_FALSE(stream->IsOpen());
}

}  // namespace
}  // namespace rollcall::http
