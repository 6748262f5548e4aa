// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/record_topic.h"

#include "topic/record/key.h"

namespace rollcall::agent {

std::string KeyOf(int32_t node_id, KeyFormat format) {
  return format == KeyFormat::kBinary ? topic::BinaryKey(node_id) : topic::DecimalKey(node_id);
}

}  // namespace rollcall::agent
