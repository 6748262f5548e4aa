// SPDX-License-Identifier: Apache-2.0
// Readings that decode only the newest records of generated topics, compared with those that decode all.
#include "server/history/history_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "tests/testing/record_author.h"
#include "tests/testing/topic_model.h"

namespace rollcall::history {
namespace {

using testing::ModelRecord;

constexpr uint64_t kCases = 300;
constexpr int kRecords = 60;
constexpr size_t kNoLimit = 1 << 30;

// A topic with gaps, and a request for its history.
class Case {
 public:
  explicit Case(uint64_t seed) : random_(seed) {
    for (int number = 0; number < kRecords; ++number) Write();
    query_ = *CompileChangesQuery(Request());
  }

  std::unique_ptr<HistoryReading> Read(std::optional<size_t> newest_bytes) const {
    auto reading = std::make_unique<HistoryReading>(query_, kNoLimit, newest_bytes);
    reading->OnStart(topic_.start());
    for (const ModelRecord* record = topic_.FirstFrom(0); record != nullptr;
         record = topic_.FirstFrom(record->offset + 1)) {
      EXPECT_TRUE(reading->OnRecord({record->View(), v1::NodeChange::TIME_SOURCE_PRODUCER}).ok());
    }
    reading->End(topic_.end());
    return reading;
  }
  // From no record to more than all.
  size_t SomeBytes() { return static_cast<size_t>(random_.Below(10'000)); }

 private:
  void Write() {
    now_ += absl::Seconds(1);
    const int action = random_.Below(100);
    if (action < 70) topic_.Append(author_.Status(), now_);
    if (action >= 70 && action < 85) topic_.Append(author_.Tombstone(), now_);
    if (action >= 85 && action < 90) topic_.Append(author_.OddRecord(), now_);
    if (action >= 90 && action < 93) topic_.AppendMarker();
    if (action >= 98) topic_.Compact(random_, now_);
  }

  v1::ListChangesRequest Request() {
    v1::ListChangesRequest request;
    if (random_.Chance(50)) *request.mutable_filter() = author_.Filter();
    if (random_.Chance(30)) request.mutable_since()->set_seconds(absl::ToUnixSeconds(now_) - random_.Below(kRecords));
    if (random_.Chance(30)) request.set_from_offset(random_.Below(kRecords));
    if (random_.Chance(50)) request.set_before_offset(1 + random_.Below(kRecords));
    request.set_page_size(1 + random_.Below(20));
    return request;
  }

  testing::Random random_;
  testing::RecordAuthor author_{random_, 6};
  testing::TopicModel topic_{absl::Seconds(20)};
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  ChangesQuery query_;
};

void ExpectTheSame(const HistoryReading& reading, const HistoryReading& whole) {
  EXPECT_EQ(reading.page().Encoded(), whole.page().Encoded());
  EXPECT_EQ(reading.page().next_before_offset(), whole.page().next_before_offset());
  EXPECT_EQ(reading.start_offset(), whole.start_offset());
  EXPECT_EQ(reading.fold().complete_from(), whole.fold().complete_from());
}

TEST(HistoryReadingTest, TheNewestRecordsAreEnoughOrItSaysThatTheyAreNot) {
  int whole_pages = 0;
  int partial_pages = 0;
  for (uint64_t seed = 1; seed <= kCases && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Case one(seed);
    const auto reading = one.Read(one.SomeBytes());
    ++(reading->IsPageWhole() ? whole_pages : partial_pages);
    if (reading->IsPageWhole()) ExpectTheSame(*reading, *one.Read(std::nullopt));
  }
  EXPECT_GT(whole_pages, 50);
  EXPECT_GT(partial_pages, 30);
}

}  // namespace
}  // namespace rollcall::history
