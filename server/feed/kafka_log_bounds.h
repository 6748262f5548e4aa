// LogBounds as librdkafka remembers them; asks nobody.
#pragma once

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <string>

#include "server/feed/log_bounds.h"

namespace rollcall::feed {

inline LogBounds KnownLogBounds(rd_kafka_t* client, const std::string& topic, int32_t partition) {
  int64_t low = -1;
  int64_t high = -1;
  const rd_kafka_resp_err_t error = rd_kafka_get_watermark_offsets(client, topic.c_str(), partition, &low, &high);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return {};
  return {std::max<int64_t>(low, 0), high};
}

}  // namespace rollcall::feed
