// SPDX-License-Identifier: Apache-2.0
#include "server/history/newest_records.h"

#include <utility>

#include "base/check.h"

namespace rollcall::history {

size_t NewestRecords::BytesOf(const Copy& copy) {
  const size_t key_bytes = copy.key.has_value() ? copy.key->size() : 0;
  const size_t value_bytes = copy.value.has_value() ? copy.value->size() : 0;
  return sizeof(Copy) + key_bytes + value_bytes;
}

void NewestRecords::Add(const LogRecord& record) {
  Copy copy{.offset = record.view.offset, .timestamp_ms = record.view.timestamp_ms, .time_source = record.time_source};
  if (record.view.key.has_value()) copy.key.emplace(*record.view.key);
  if (record.view.value.has_value()) copy.value.emplace(*record.view.value);
  bytes_ += BytesOf(copy);
  records_.push_back(std::move(copy));
}

LogRecord NewestRecords::Oldest() const {
  CHECK(!IsEmpty());
  const Copy& copy = records_.front();
  return {.view = {copy.offset, copy.timestamp_ms, copy.key, copy.value}, .time_source = copy.time_source};
}

void NewestRecords::RemoveOldest() {
  CHECK(!IsEmpty());
  bytes_ -= BytesOf(records_.front());
  records_.pop_front();
}

}  // namespace rollcall::history
