// SPDX-License-Identifier: Apache-2.0
// What a message of librdkafka is: a record, or a sign of a batch that cannot be read.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string_view>

#include "topic/record/record.h"

namespace rollcall::feed {

// Whether librdkafka has skipped a batch whose checksum is wrong, or that it does not understand. This event is the
// only sign of it.
inline bool IsUnreadableBatch(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__BAD_MSG || error == RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED ||
         error == RD_KAFKA_RESP_ERR__BAD_COMPRESSION;
}

// Borrows the message's memory.
inline topic::RecordView ToRecord(const rd_kafka_message_t& message) {
  topic::RecordView record;
  record.offset = message.offset;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const int64_t timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) record.timestamp_ms = timestamp_ms;
  if (message.key != nullptr) record.key = std::string_view(static_cast<const char*>(message.key), message.key_len);
  if (message.payload != nullptr) {
    record.value = std::string_view(static_cast<const char*>(message.payload), message.len);
  }
  return record;
}

}  // namespace rollcall::feed
