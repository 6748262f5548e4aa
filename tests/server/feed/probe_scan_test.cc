// SPDX-License-Identifier: Apache-2.0
#include "server/feed/probe_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "rollcall/instant.h"
#include "topic/record/key.h"

namespace rollcall::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant kNow(absl::FromUnixSeconds(1'700'000'000));
const std::string kNode1 = topic::BinaryKey(1);
const std::string kNode2 = topic::BinaryKey(2);

topic::RecordView Put(int64_t offset, const std::string& key) { return {offset, 1, key, "value"}; }
topic::RecordView Tombstone(int64_t offset, const std::string& key) { return {offset, 1, key, std::nullopt}; }
state::RecordId IdOf(const topic::RecordView& record) { return {record.offset, topic::Fingerprint(record)}; }

ProbeRequest RequestFrom(std::optional<int64_t> from, int64_t position) {
  ProbeRequest request;
  request.from = from;
  request.position = position;
  request.shown_end = position;
  return request;
}

TEST(ProbeScanTest, ReturnsTheRequestItsStartAndTheBoundsOfTheLog) {
  ProbeScan scan(RequestFrom(3, 5), kNow);
  scan.SetEnd(9);
  const ProbeResult result = scan.End({.start = 2});
  EXPECT_EQ(result.request.from, 3);
  EXPECT_EQ(result.request.position, 5);
  EXPECT_EQ(result.started, kNow);
  EXPECT_EQ(result.end_offset, 9);
  EXPECT_EQ(result.log_start, 2);
}

TEST(ProbeScanTest, EndsWhereTheLeaderReportedTheEnd) {
  ProbeScan scan(RequestFrom(3, 5), kNow);
  scan.SetEnd(9);
  EXPECT_FALSE(scan.IsEnd(8));
  EXPECT_TRUE(scan.IsEnd(9));
  EXPECT_TRUE(scan.IsEnd(10));
}

TEST(ProbeScanTest, FindsTheRecordsBelowThePosition) {
  ProbeScan scan(RequestFrom(3, 5), kNow);
  scan.Apply(Put(3, kNode1));
  scan.Apply(Tombstone(4, kNode2));
  scan.Apply(Put(5, "other key"));
  const ProbeResult result = scan.End({});
  EXPECT_THAT(result.found, ElementsAre(IdOf(Put(3, kNode1)), IdOf(Tombstone(4, kNode2))));
  EXPECT_THAT(result.found_replaced, IsEmpty());
  EXPECT_EQ(result.last_found, IdOf(Tombstone(4, kNode2)));
}

TEST(ProbeScanTest, TellsReplacedRecordsApart) {
  ProbeScan scan(RequestFrom(3, 7), kNow);
  scan.Apply(Put(3, kNode1));
  scan.Apply(Put(4, kNode2));
  scan.Apply({5, 1, std::nullopt, "no key"});
  scan.Apply(Tombstone(6, kNode1));
  scan.Apply(Put(9, kNode2));  // beyond the position
  const ProbeResult result = scan.End({});
  EXPECT_THAT(result.found, ElementsAre(IdOf(Tombstone(6, kNode1))));
  EXPECT_THAT(result.found_replaced,
              ElementsAre(IdOf(Put(3, kNode1)), IdOf(Put(4, kNode2)), IdOf({5, 1, std::nullopt, "no key"})));
}

// Until then nobody can tell whether a later record replaced it.
TEST(ProbeScanTest, WhereARecordIsMissingTheEndIsWhereTheLogEndedWhenItWasRead) {
  ProbeRequest request = RequestFrom(3, 6);
  request.expect = IdOf(Put(3, kNode1));
  request.last_record = IdOf(Tombstone(5, kNode2));
  request.last_must_exist = true;
  const auto end_of = [&](const std::vector<topic::RecordView>& records) {
    ProbeScan scan(request, kNow);
    scan.SetEnd(6);
    for (const topic::RecordView& record : records) scan.Apply(record);
    return scan.End({.start = 0, .end = 8}).end_offset;
  };
  EXPECT_EQ(end_of({Put(3, kNode1), Tombstone(5, kNode2)}), 6);
  EXPECT_EQ(end_of({Put(3, kNode1)}), 8);
  EXPECT_EQ(end_of({Tombstone(5, kNode2)}), 8);
}

TEST(ProbeScanTest, FindsTheRecordAtTheExpectedOffset) {
  ProbeRequest request = RequestFrom(3, 6);
  request.expect = state::RecordId{4, 12345};
  ProbeScan scan(request, kNow);
  for (int64_t offset = 3; offset < 6; ++offset) scan.Apply(Put(offset, kNode1));
  EXPECT_EQ(scan.End({}).expect_found, IdOf(Put(4, kNode1))) << "whether it is the expected one is not decided here";
}

TEST(ProbeScanTest, FindsNothingAtAnExpectedOffsetWithoutARecord) {
  ProbeRequest request = RequestFrom(3, 6);
  request.expect = state::RecordId{4, 12345};
  ProbeScan scan(request, kNow);
  for (const int64_t offset : {3, 5}) scan.Apply(Put(offset, kNode1));
  EXPECT_FALSE(scan.End({}).expect_found.has_value());
}

TEST(ProbeScanTest, KeepsTheFirstRecordsOfVeryMany) {
  const auto many = static_cast<int64_t>(ProbeResult::kMaxFound) + 1;
  ProbeScan scan(RequestFrom(0, many), kNow);
  for (int64_t offset = 0; offset < many; ++offset) scan.Apply(Put(offset, kNode1));
  const ProbeResult result = scan.End({});
  EXPECT_EQ(result.found_replaced.size(), ProbeResult::kMaxFound);
  EXPECT_EQ(result.found_replaced.back().offset, many - 2);
  EXPECT_EQ(result.last_found->offset, many - 1);
}

TEST(ProbeScanTest, FindsALiveRecordWhereNoneWasLeft) {
  ProbeScan scan(RequestFrom(std::nullopt, 5), kNow);
  scan.Apply(Put(1, kNode1));
  scan.Apply(Tombstone(2, kNode2));
  EXPECT_TRUE(scan.End({}).found_unexpected_live);
}

TEST(ProbeScanTest, ARecordThatWasDeletedIsNotLive) {
  ProbeScan scan(RequestFrom(std::nullopt, 5), kNow);
  scan.Apply(Put(1, kNode1));
  scan.Apply(Tombstone(7, kNode1));
  EXPECT_FALSE(scan.End({}).found_unexpected_live);
}

TEST(ProbeScanTest, ARecordBeyondWhatIsShownIsNotUnexpected) {
  ProbeScan scan(RequestFrom(std::nullopt, 5), kNow);
  scan.Apply(Put(5, kNode1));
  EXPECT_FALSE(scan.End({}).found_unexpected_live);
}

TEST(ProbeScanTest, ARecordThatBelongsToNoNodeIsNotUnexpected) {
  ProbeScan scan(RequestFrom(std::nullopt, 5), kNow);
  scan.Apply(Put(1, "no node id"));
  scan.Apply({2, 1, std::nullopt, "value"});
  EXPECT_FALSE(scan.End({}).found_unexpected_live);
}

TEST(ProbeScanTest, LooksForUnexpectedRecordsOnlyFromTheStartOfTheLog) {
  ProbeScan scan(RequestFrom(1, 5), kNow);
  scan.Apply(Put(1, kNode1));
  EXPECT_FALSE(scan.End({}).found_unexpected_live);
}

TEST(ProbeScanTest, FindsNothingInAnEmptyLog) {
  ProbeScan scan(RequestFrom(std::nullopt, 0), kNow);
  scan.SetEnd(0);
  EXPECT_TRUE(scan.IsEnd(0));
  const ProbeResult result = scan.End({});
  EXPECT_THAT(result.found, IsEmpty());
  EXPECT_FALSE(result.last_found.has_value());
}

}  // namespace
}  // namespace rollcall::feed
