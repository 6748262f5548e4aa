// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/fed_store.h"

#include <memory>

#include "rollcall/instant.h"
#include "topic/record/json_codec.h"
#include "topic/record/key.h"

namespace rollcall::testing {

std::string StatusJson(int32_t node_id, const std::vector<Row>& rows, std::string_view status) {
  topic::Status encoded;
  encoded.node_id = node_id;
  encoded.status = std::string(status);
  for (const Row& row : rows) encoded.coprocessors.push_back({row.name, row.input_topics, row.description, ""});
  return topic::EncodeValue(encoded);
}

FedStore::FedStore(Start start) {
  source_.state = v1::SOURCE_STATE_BEHIND;
  source_.state_since = kFeedTime;
  source_.cluster_id = "test-cluster";
  source_.topic = "coprocessor_status_topic";
  store_.SetSource(source_);
  if (start == Start::kReady) Ready();
}

void FedStore::Ready() {
  source_.state = v1::SOURCE_STATE_CURRENT;
  source_.as_of = kFeedTime;
  auto index = std::make_unique<state::Index>(state::ExactFrom{});
  index->Apply(table_.TakeUpdate(), revision());
  store_.Replace(std::move(index), source_);
}

int64_t FedStore::PutRecord(std::string_view key, std::optional<std::string_view> value) {
  const int64_t offset = next_offset_++;
  table_.Apply({offset, 1'000 * offset, key, value}, state::RecordTracking::kOn);
  if (store_.IsReady()) store_.Apply(table_.TakeUpdate(), offset);
  return offset;
}

int64_t FedStore::Put(int32_t node_id, const std::vector<Row>& rows, std::string_view status) {
  return PutRecord(topic::BinaryKey(node_id), StatusJson(node_id, rows, status));
}

int64_t FedStore::Delete(int32_t node_id) { return PutRecord(topic::BinaryKey(node_id), std::nullopt); }

int64_t FedStore::Pass() {
  table_.NoteMissing(next_offset_);
  const int64_t offset = next_offset_++;
  if (store_.IsReady()) store_.Apply(table_.TakeUpdate(), offset);
  return offset;
}

void FedStore::SetSource(v1::SourceState state, std::string_view detail) {
  source_.state = state;
  source_.detail = std::string(detail);
  store_.SetSource(source_);
}

void FedStore::SetAsOf(Instant as_of) {
  source_.as_of = as_of;
  store_.SetSource(source_);
}

}  // namespace rollcall::testing
