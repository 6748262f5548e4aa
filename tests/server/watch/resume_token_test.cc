// SPDX-License-Identifier: Apache-2.0
#include "server/watch/resume_token.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>

#include "rollcall/instant.h"
#include "server/response/token.h"
#include "server/state/index.h"

namespace rollcall::watch {
namespace {

uint64_t HashOf(const std::string& cluster_id, const std::string& topic, const std::string& topic_id = "") {
  state::SourceStatus source;
  source.cluster_id = cluster_id;
  source.topic = topic;
  source.topic_id = topic_id;
  return SourceHash(source);
}

ResumeToken Sample(size_t anchors) {
  ResumeToken token;
  token.source_hash = HashOf("cluster", "topic");
  token.request_hash = 42;
  token.revision = std::numeric_limits<int64_t>::max();
  token.as_of = Instant(absl::Microseconds(123'456'789'012), absl::FromUnixMicros(1'700'000'000'123'456));
  token.clock_id = ~uint64_t{5};
  token.log_start = std::numeric_limits<int64_t>::max() - 7;
  for (size_t i = 0; i < anchors; ++i) {
    token.anchors.push_back({std::numeric_limits<int32_t>::min() + static_cast<int32_t>(i),
                             std::numeric_limits<int64_t>::max() - static_cast<int64_t>(i), ~uint64_t{i}});
  }
  return token;
}

TEST(ResumeTokenTest, HoldsAllThatResumptionNeeds) {
  auto store = std::make_shared<state::StoreHead>();
  store->revision = 41;
  store->source.as_of = Instant(absl::FromUnixSeconds(1'700'000'000));
  store->source.clock_id = 6;
  store->source.log_start = 7;
  store->source.cluster_id = "cluster";
  store->source.topic = "topic";
  store->anchors = {{5, 41, 99}, {4, 40, 98}};
  const ResumeToken token = MakeResumeToken({store, 0xfeed, 12}, 17);
  EXPECT_EQ(token.source_hash, HashOf("cluster", "topic"));
  EXPECT_EQ(token.request_hash, 17u);
  EXPECT_EQ(token.revision, 41);
  EXPECT_EQ(token.as_of, store->source.as_of);
  EXPECT_EQ(token.clock_id, 6u);
  EXPECT_EQ(token.log_start, 7);
  EXPECT_EQ(token.anchors, store->anchors);
}

TEST(ResumeTokenTest, ComesBackWhole) {
  for (const size_t anchors : {size_t{0}, size_t{1}, state::Index::kMaxAnchors}) {
    const ResumeToken token = Sample(anchors);
    const auto decoded = DecodeResumeToken(EncodeResumeToken(token));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->source_hash, token.source_hash);
    EXPECT_EQ(decoded->request_hash, token.request_hash);
    EXPECT_EQ(decoded->revision, token.revision);
    EXPECT_EQ(decoded->as_of, token.as_of);
    EXPECT_EQ(decoded->as_of.wall(), token.as_of.wall());
    EXPECT_EQ(decoded->clock_id, token.clock_id);
    EXPECT_EQ(decoded->log_start, token.log_start);
    EXPECT_EQ(decoded->anchors, token.anchors);
  }
}

TEST(ResumeTokenTest, FitsIntoItsBound) {
  EXPECT_LE(EncodeResumeToken(Sample(state::Index::kMaxAnchors)).size(), 1024u);
}

TEST(ResumeTokenTest, WithoutEvidenceItsAgeIsInfinite) {
  ResumeToken token = Sample(1);
  token.as_of = Instant::InfinitePast();
  const auto decoded = DecodeResumeToken(EncodeResumeToken(token));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->as_of, Instant::InfinitePast());
  EXPECT_EQ(decoded->as_of.wall(), absl::InfinitePast());
}

TEST(ResumeTokenTest, RefusesOtherTokensAndOtherLengths) {
  using response::EncodeToken;
  using response::TokenKind;
  EXPECT_FALSE(DecodeResumeToken("").has_value());
  EXPECT_FALSE(DecodeResumeToken("rubbish").has_value());
  EXPECT_FALSE(DecodeResumeToken(EncodeToken(TokenKind::kPage, {1, 2, 3, 4, 5, 6, 7})).has_value());
  EXPECT_FALSE(DecodeResumeToken(EncodeToken(TokenKind::kResume, {1, 2, 3, 4, 5, 6})).has_value());
  EXPECT_FALSE(DecodeResumeToken(EncodeToken(TokenKind::kResume, {1, 2, 3, 4, 5, 6, 7, 8})).has_value());
  EXPECT_TRUE(DecodeResumeToken(EncodeToken(TokenKind::kResume, {1, 2, 3, 4, 5, 6, 7})).has_value());
}

TEST(ResumeTokenTest, RefusesANegativeTimeSinceTheStartOfAMachine) {
  using response::TokenKind;
  auto numbers = response::DecodeToken(TokenKind::kResume, EncodeResumeToken(Sample(1))).value();
  numbers[4] = static_cast<uint64_t>(-1);
  EXPECT_FALSE(DecodeResumeToken(response::EncodeToken(TokenKind::kResume, numbers)).has_value());
}

TEST(ResumeTokenTest, RefusesAnAnchorWhoseIdHasMoreThan32Bits) {
  using response::TokenKind;
  auto numbers = response::DecodeToken(TokenKind::kResume, EncodeResumeToken(Sample(1))).value();
  EXPECT_TRUE(DecodeResumeToken(response::EncodeToken(TokenKind::kResume, numbers)).has_value());
  numbers[numbers.size() - 3] += uint64_t{1} << 32;
  EXPECT_FALSE(DecodeResumeToken(response::EncodeToken(TokenKind::kResume, numbers)).has_value());
}

TEST(ResumeTokenTest, SourceHashTellsClusterTopicAndIdApart) {
  EXPECT_NE(HashOf("a", "b"), HashOf("ab", ""));
  EXPECT_NE(HashOf("a", "b"), HashOf("b", "a"));
  EXPECT_NE(HashOf("a", "b", "1"), HashOf("a", "b", "2"));
  EXPECT_NE(HashOf("a", "b", ""), HashOf("a", "", "b"));
  EXPECT_EQ(HashOf("a", "b"), HashOf("a", "b"));
}

}  // namespace
}  // namespace rollcall::watch
