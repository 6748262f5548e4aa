// SPDX-License-Identifier: Apache-2.0
// Whether the records that were read are certain to be from one and the same topic.
//
// A topic that is deleted and created again has another id (KIP-516), and ids never come back. A client that fetches by
// the id goes on with the new topic, at the old position, only after a lookup gave it the new id. So records can be
// from another topic only if they were read since the last lookup. They are held back until a probe that began after
// they were read has found the same id on the brokers that they were read from.
//
// Plain code. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall::feed {

inline constexpr int32_t kUnknownBroker = -1;

class TopicIdentity {
 public:
  // The identity is not checked if the id is empty: the brokers do not give one.
  TopicIdentity() = default;
  // `topic_id`: as known before the first record was read.
  explicit TopicIdentity(std::string topic_id) : topic_id_(std::move(topic_id)) {}

  // A record, or the end of the log, was read from this broker. To be called before SetLookups.
  void AddSource(int32_t broker);
  // The number of lookups by now, counted after the records were read.
  void SetLookups(uint64_t lookups) { lookups_ = lookups; }
  // A probe found `topic_id` on all brokers in `sources`, and began when there had been `lookups` lookups. `sources`
  // are this object's when the probe began; without one the probe is about no record, so it confirms nothing. Returns
  // whether it is the same topic.
  bool Confirm(const std::string& topic_id, uint64_t lookups, const std::vector<int32_t>& sources);

  // Whether everything that was read is from this topic.
  bool IsConfirmed() const { return topic_id_.empty() || sources_.empty() || confirmed_lookups_ == lookups_; }
  const std::string& topic_id() const { return topic_id_; }
  uint64_t lookups() const { return lookups_; }
  // The brokers that the topic was read from since the last confirmation.
  const std::vector<int32_t>& sources() const { return sources_; }

 private:
  std::string topic_id_;
  uint64_t lookups_ = 0;
  uint64_t confirmed_lookups_ = 0;
  std::vector<int32_t> sources_;
};

}  // namespace rollcall::feed
