// SPDX-License-Identifier: Apache-2.0
#include "server/feed/probe_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "topic/record/key.h"

namespace rollcall::feed {
namespace {

using ::testing::HasSubstr;

constexpr char kValue[] = R"({"status":"up","coprocessors":{}})";

// Records are read into a table and then shown, as TopicTailer does it.
class ProbeCheckTest : public ::testing::Test {
 protected:
  state::RecordId Apply(const topic::RecordView& record) {
    table_.Apply(record, state::RecordTracking::kOn);
    position_ = record.offset + 1;
    return {record.offset, topic::Fingerprint(record)};
  }
  state::RecordId Put(int64_t offset, int32_t node_id) { return Apply({offset, 1, topic::BinaryKey(node_id), kValue}); }
  state::RecordId Delete(int64_t offset, int32_t node_id) {
    return Apply({offset, 1, topic::BinaryKey(node_id), std::nullopt});
  }
  void Show() {
    if (store_.IsReady()) return store_.Apply(table_.TakeUpdate(), position_ - 1);
    auto index = std::make_unique<state::Index>(state::ExactFrom{});
    index->Apply(table_.TakeUpdate(), position_ - 1);
    store_.Replace(std::move(index), {});
  }
  // The records of a probe that is made now.
  ProbeRequest Expect(int64_t verified_end) {
    ProbeRequest request;
    request.position = position_;
    ExpectRecords(store_, verified_end, request);
    return request;
  }
  // What a probe finds that expected a record of node 1 and finds it.
  ProbeResult Found(const state::RecordId& expected) const {
    ProbeResult result;
    result.request.position = position_;
    result.request.from = expected.offset;
    result.request.expect = result.expect_found = expected;
    result.request.expect_key = topic::BinaryKey(1);
    result.end_offset = position_;
    return result;
  }
  std::string FindOther(const ProbeResult& result) { return FindOtherRecord(result, store_, table_); }
  std::string FindMissing(const ProbeResult& result, const std::optional<state::RecordId>& last_record = std::nullopt) {
    return FindMissingRecord(result, table_, last_record.has_value() ? &*last_record : nullptr);
  }
  std::string FindDeleted(int64_t log_start) {
    ProbeResult result;
    result.log_start = log_start;
    return FindDeletedRecord(result, table_);
  }

  static state::RecordId Another(state::RecordId record_id) {
    record_id.fingerprint ^= 1;
    return record_id;
  }

  state::Store store_;
  state::KeyTable table_;
  int64_t position_ = 0;
};

// --- ExpectRecords ---

TEST_F(ProbeCheckTest, ExpectsNothingWhereNothingIsLive) {
  Put(0, 1);
  Delete(1, 1);
  Show();
  const ProbeRequest request = Expect(2);
  EXPECT_FALSE(request.expect.has_value());
  EXPECT_FALSE(request.from.has_value()) << "it reads from the start of the log";
}

TEST_F(ProbeCheckTest, ExpectsTheNewestLiveRecordFromBeforeTheLastEvidence) {
  Put(0, 1);
  const state::RecordId newest = Put(1, 2);
  Show();
  Put(2, 3);
  Show();
  const ProbeRequest request = Expect(2);
  EXPECT_EQ(request.expect, newest);
  EXPECT_EQ(request.expect_key, topic::BinaryKey(2));
  EXPECT_EQ(request.from, 1);
}

TEST_F(ProbeCheckTest, BeginsAtTheExpectedRecordAlthoughDeletionsCameAfterIt) {
  const state::RecordId live = Put(0, 1);
  Put(1, 2);
  Delete(2, 2);
  Show();
  EXPECT_EQ(Expect(3).expect, live);
  EXPECT_EQ(Expect(3).from, 0);
}

TEST_F(ProbeCheckTest, WhereAllFromBeforeIsReplacedItBeginsAtTheLastRecordFromBefore) {
  Put(0, 1);
  Show();
  const state::RecordId newest = Put(1, 1);
  Show();
  const ProbeRequest request = Expect(1);
  EXPECT_EQ(request.expect, newest);
  EXPECT_EQ(request.from, 0);
}

TEST_F(ProbeCheckTest, WhereNoRecordFromBeforeIsKnownItBeginsAtTheLastEvidence) {
  const state::RecordId newest = Put(7, 1);
  Show();
  const ProbeRequest request = Expect(5);
  EXPECT_EQ(request.expect, newest);
  EXPECT_EQ(request.from, 5);
}

TEST_F(ProbeCheckTest, ReadsTenThousandOffsetsAtMost) {
  const state::RecordId old = Put(0, 1);
  Show();
  const state::RecordId newest = Put(10'000, 2);
  Show();
  EXPECT_EQ(position_, 10'001);
  EXPECT_EQ(Expect(1).expect, newest) << "the older one is too far back";
  EXPECT_EQ(Expect(1).from, 1);
  --position_;
  EXPECT_EQ(Expect(1).expect, old);
}

// --- FindOutsideLog ---

TEST_F(ProbeCheckTest, ATopicThatReachesAsFarAsItWasReadIsNotOutside) {
  EXPECT_EQ(FindOutsideLog(Found(Put(0, 1)), CommitBarrier(), {0, 1}), "");
}

TEST_F(ProbeCheckTest, AnEndBelowThePositionIsOutside) {
  ProbeResult result = Found(Put(3, 1));
  result.end_offset = 2;
  EXPECT_EQ(FindOutsideLog(result, CommitBarrier(), {}), "it ends at offset 2, but was read up to offset 4");
}

TEST_F(ProbeCheckTest, AnEndBelowTheOneAtAGapIsOutside) {
  CommitBarrier barrier;
  barrier.RaiseTo(9);
  const ProbeResult result = Found(Put(3, 1));
  EXPECT_EQ(FindOutsideLog(result, barrier, {0, 9}), "");
  EXPECT_EQ(FindOutsideLog(result, barrier, {0, 8}), "it ends at offset 8, but ended at offset 9 before");
}

// --- FindOtherRecord ---

TEST_F(ProbeCheckTest, RecordsThatWereReadSpeakForTheSameTopic) {
  const state::RecordId shown = Put(0, 1);
  Show();
  const state::RecordId read = Put(1, 2);
  ProbeResult result = Found(shown);
  result.found = {shown, read};
  result.request.last_record = result.last_found = read;
  EXPECT_EQ(FindOther(result), "");
}

TEST_F(ProbeCheckTest, ALiveRecordWhereNoneWasLeftIsAnotherTopic) {
  ProbeResult result;
  result.found_unexpected_live = true;
  EXPECT_THAT(FindOther(result), HasSubstr("there is a live record although none was left"));
}

TEST_F(ProbeCheckTest, AnotherRecordInThePlaceOfTheExpectedOneIsAnotherTopic) {
  ProbeResult result = Found(Put(3, 1));
  result.expect_found = Another(*result.expect_found);
  EXPECT_THAT(FindOther(result), HasSubstr("the record at offset 3 is not the one that was read there"));
}

TEST_F(ProbeCheckTest, AnotherRecordInThePlaceOfTheLastOneIsAnotherTopic) {
  ProbeResult result = Found(Put(0, 1));
  const state::RecordId last = Put(3, 2);
  result.request.last_record = last;
  result.last_found = Another(last);
  EXPECT_THAT(FindOther(result), HasSubstr("offset 3"));
  result.last_found = state::RecordId{4, last.fingerprint};
  EXPECT_THAT(FindOther(result), HasSubstr("offset 4")) << "nothing was read there";
}

TEST_F(ProbeCheckTest, ALastRecordThatWasCompactedAwayIsNoSignOfAnotherTopic) {
  const state::RecordId before = Put(0, 1);
  ProbeResult result = Found(before);
  result.request.last_record = Put(3, 2);
  result.last_found = before;
  EXPECT_EQ(FindOther(result), "");
}

TEST_F(ProbeCheckTest, AnotherRecordThanIsShownIsAnotherTopic) {
  const state::RecordId shown = Put(0, 1);
  const state::RecordId next = Put(1, 2);
  Show();
  ProbeResult result = Found(shown);
  result.found = {shown, Another(next)};
  EXPECT_THAT(FindOther(result), HasSubstr("offset 1"));
}

TEST_F(ProbeCheckTest, AnotherRecordThanWasReadButIsNotShownIsAnotherTopic) {
  const state::RecordId shown = Put(0, 1);
  Show();
  const state::RecordId read = Put(1, 2);
  ProbeResult result = Found(shown);
  result.found = {shown, Another(read)};
  EXPECT_THAT(FindOther(result), HasSubstr("offset 1"));
}

// One Kafka replica has compacted its log, and the next leader has not.
TEST_F(ProbeCheckTest, AReplacedRecordWhereNoneWasReadIsNoSignOfAnotherTopic) {
  const state::RecordId shown = Put(0, 1);
  const state::RecordId later = Put(5, 2);
  Show();
  ProbeResult result = Found(shown);
  result.found = {shown, later};
  result.found_replaced = {{3, 33}};
  EXPECT_EQ(FindOther(result), "");
  result.found = {shown, {3, 33}, later};
  EXPECT_THAT(FindOther(result), HasSubstr("offset 3")) << "the latest of its key";
}

TEST_F(ProbeCheckTest, AReplacedRecordThatIsAnotherThanWasReadIsAnotherTopic) {
  const state::RecordId shown = Put(0, 1);
  const state::RecordId next = Put(1, 2);
  Show();
  const state::RecordId read = Put(2, 2);
  ProbeResult result = Found(shown);
  result.found_replaced = {next, read};
  EXPECT_EQ(FindOther(result), "");
  result.found_replaced = {Another(next), read};
  EXPECT_THAT(FindOther(result), HasSubstr("offset 1"));
  result.found_replaced = {next, Another(read)};
  EXPECT_THAT(FindOther(result), HasSubstr("offset 2"));
}

// --- FindMissingRecord ---

TEST_F(ProbeCheckTest, ARecordThatWasFoundIsNotMissing) { EXPECT_EQ(FindMissing(Found(Put(3, 1))), ""); }

TEST_F(ProbeCheckTest, AnExpectedRecordThatWasNotReplacedIsMissing) {
  ProbeResult result = Found(Put(3, 1));
  result.expect_found.reset();
  EXPECT_THAT(FindMissing(result), HasSubstr("the record at offset 3 is missing"));
}

TEST_F(ProbeCheckTest, AnExpectedRecordThatWasReplacedIsNotMissing) {
  ProbeResult result = Found(Put(3, 1));
  result.expect_found.reset();
  Put(4, 1);
  EXPECT_EQ(FindMissing(result), "");
}

TEST_F(ProbeCheckTest, NothingIsMissingWhereNothingWasExpected) { EXPECT_EQ(FindMissing(ProbeResult()), ""); }

class LastRecordTest : public ProbeCheckTest {
 protected:
  LastRecordTest() : result_(Found(Put(0, 1))), last_(Delete(3, 2)) {
    result_.request.last_record = last_;
    result_.request.last_must_exist = true;
  }

  ProbeResult result_;
  state::RecordId last_;
};

TEST_F(LastRecordTest, IsNotMissingWhereItWasFound) {
  result_.last_found = last_;
  EXPECT_EQ(FindMissing(result_, last_), "");
}

TEST_F(LastRecordTest, IsMissingWhereAnEarlierOneIsTheLast) {
  result_.last_found = result_.expect_found;
  EXPECT_THAT(FindMissing(result_, last_), HasSubstr("the last record, at offset 3, is missing"));
}

TEST_F(LastRecordTest, IsNotMissingOnceItMayBeForgotten) {
  result_.request.last_must_exist = false;
  EXPECT_EQ(FindMissing(result_, last_), "");
}

TEST_F(LastRecordTest, IsNotMissingWhereALaterOneMayHaveReplacedIt) {
  EXPECT_EQ(FindMissing(result_, Put(4, 2)), "");
  EXPECT_EQ(FindMissing(result_, std::nullopt), "");
}

// --- FindDeletedRecord ---

TEST_F(ProbeCheckTest, NoRecordIsDeletedWhereNoneIsLive) {
  Put(0, 1);
  Delete(1, 1);
  EXPECT_EQ(FindDeleted(2), "");
}

TEST_F(ProbeCheckTest, ALiveRecordBelowTheStartOfTheLogIsDeleted) {
  Put(3, 1);
  Put(5, 2);
  EXPECT_EQ(FindDeleted(3), "");
  EXPECT_EQ(FindDeleted(4), "records below offset 4 were deleted");
  Put(6, 1);
  EXPECT_EQ(FindDeleted(4), "") << "it was replaced";
}

}  // namespace
}  // namespace rollcall::feed
