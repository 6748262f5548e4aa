// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_log_bounds.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

LogBounds KnownLogBounds(rd_kafka_t* client, const std::string& topic, int32_t partition) {
  int64_t low = -1;
  int64_t high = -1;
  const rd_kafka_resp_err_t error = rd_kafka_get_watermark_offsets(client, topic.c_str(), partition, &low, &high);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return {};
  return {std::max<int64_t>(low, 0), high};
}

// rd_kafka_offsets_for_times accepts the special offsets for the end and the start in place of a timestamp. It keeps to
// its timeout; rd_kafka_query_watermark_offsets does not, and rd_kafka_ListOffsets may never answer once a topic was
// recreated (2.8.0).
absl::StatusOr<int64_t> ListOffset(rd_kafka_t* client, const std::string& topic, int32_t partition, OffsetSpec spec,
                                   absl::Duration timeout) {
  const bool is_end = spec == OffsetSpec::kLatest;
  const std::string what = absl::StrCat("the ", is_end ? "end" : "start", " of topic '", topic, "'");
  const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_t* wanted = rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), partition);
  wanted->offset = is_end ? RD_KAFKA_OFFSET_END : RD_KAFKA_OFFSET_BEGINNING;
  const int timeout_ms = static_cast<int>(absl::ToInt64Milliseconds(timeout)) + 1;
  const rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(client, partitions.get(), timeout_ms);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return topic::KafkaErrorToStatus(error, what);
  if (wanted->err != RD_KAFKA_RESP_ERR_NO_ERROR) return topic::KafkaErrorToStatus(wanted->err, what);
  if (wanted->offset < 0) return absl::UnavailableError(absl::StrCat(what, ": the leader did not answer in time"));
  return wanted->offset;
}

}  // namespace rollcall::feed
