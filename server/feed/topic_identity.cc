// SPDX-License-Identifier: Apache-2.0
#include "server/feed/topic_identity.h"

#include <algorithm>

namespace rollcall::feed {
void TopicIdentity::AddSource(int32_t broker) {
  if (std::find(sources_.begin(), sources_.end(), broker) == sources_.end()) sources_.push_back(broker);
}

bool TopicIdentity::Confirm(const std::string& topic_id, uint64_t lookups, const std::vector<int32_t>& sources) {
  if (topic_id_.empty() || topic_id.empty()) return true;
  if (topic_id != topic_id_) return false;
  // After a later lookup the probe is not about all records that were read.
  if (sources.empty() || lookups != lookups_) return true;
  confirmed_lookups_ = lookups;
  sources_.clear();
  return true;
}

}  // namespace rollcall::feed
