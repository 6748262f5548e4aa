// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/fake_feed.h"

#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "rollcall/instant.h"
#include "topic/record/key.h"

namespace rollcall::testing {

std::string UpValue(int32_t node_id, const std::vector<std::string>& names) {
  const std::string rows = absl::StrJoin(names, ",", [](std::string* out, const std::string& name) {
    absl::StrAppend(out, "\"", name, R"(":{"input_topics":["t-)", name, R"("],"description":"does )", name, "\"}");
  });
  return absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{)", rows, "}}");
}

FakeFeed::FakeFeed(state::IndexLimits limits) : limits_(limits) {
  source_.state = v1::SOURCE_STATE_CURRENT;
  source_.state_since = source_.as_of = kStart;
  source_.cluster_id = "cluster";
  source_.topic = "status";
  Rebuild();
}

void FakeFeed::Apply(const LogRecord& record) {
  topic::RecordView view{record.offset, 1000 + record.offset, record.key, std::nullopt};
  if (record.value.has_value()) view.value = *record.value;
  table_.Apply(view, state::RecordTracking::kOn);
}

void FakeFeed::Read(std::string_view key, std::optional<std::string_view> value) {
  LogRecord record{next_offset_++, std::string(key), std::nullopt};
  if (value.has_value()) record.value = std::string(*value);
  Apply(record);
  log_.push_back(std::move(record));
}

int64_t FakeFeed::Put(std::string_view key, std::optional<std::string_view> value) {
  Read(key, value);
  Commit();
  return next_offset_ - 1;
}

int64_t FakeFeed::PutUp(int32_t node_id, const std::vector<std::string>& names) {
  return Put(topic::BinaryKey(node_id), UpValue(node_id, names));
}

int64_t FakeFeed::Delete(int32_t node_id) { return Put(topic::BinaryKey(node_id), std::nullopt); }

void FakeFeed::Skip(int64_t offsets) {
  CHECK_GT(offsets, 0);
  next_offset_ += offsets;
  table_.NoteMissing(next_offset_ - 1);
}

void FakeFeed::Commit() { store_.Apply(table_.TakeUpdate(), next_offset_ - 1); }

void FakeFeed::Rebuild(state::ExactFrom exact_from) {
  log_.clear();
  Replay(exact_from);
}

void FakeFeed::Compact() {
  std::map<std::string, int64_t> newest;
  for (const LogRecord& record : log_) newest[record.key] = record.offset;
  std::erase_if(log_, [&](const LogRecord& record) { return newest[record.key] != record.offset; });
}

void FakeFeed::Replay(state::ExactFrom exact_from, state::History history) {
  table_ = state::KeyTable();
  for (const LogRecord& record : log_) Apply(record);
  auto index = std::make_unique<state::Index>(exact_from, limits_);
  index->Apply(table_.TakeUpdate(), next_offset_ - 1);
  store_.Replace(std::move(index), source_, history);
}

void FakeFeed::LoseTail(int64_t offset) {
  CHECK_GE(offset, 0);
  CHECK_LE(offset, next_offset_);
  std::erase_if(log_, [&](const LogRecord& record) { return record.offset >= offset; });
  next_offset_ = offset;
  Replay();
}

void FakeFeed::SetSource(v1::SourceState state, Instant as_of) {
  if (state != source_.state) source_.state_since = as_of;
  source_.state = state;
  source_.as_of = as_of;
  store_.SetSource(source_);
}

void FakeFeed::MarkUntrusted(int64_t revision) { source_.untrusted = {source_.as_of, revision}; }

}  // namespace rollcall::testing
