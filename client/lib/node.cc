// SPDX-License-Identifier: Apache-2.0
#include "client/lib/node.h"

#include <algorithm>

#include "google/protobuf/util/message_differencer.h"

namespace rollcall::client {
namespace {

constexpr int kMissedLeases = 3;

v1::NodeStatus ContentOf(const v1::NodeStatus& node) {
  v1::NodeStatus content = node;
  content.clear_revision();
  content.clear_publish_time();
  content.clear_fingerprint();
  content.clear_raw_key();
  content.clear_raw_value();
  if (content.has_problem()) content.mutable_problem()->clear_offset();
  return content;
}

}  // namespace

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::UnixEpoch() + absl::Seconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

bool SameContent(const v1::NodeStatus& a, const v1::NodeStatus& b) {
  return google::protobuf::util::MessageDifferencer::Equals(ContentOf(a), ContentOf(b));
}

bool IsStale(const v1::NodeStatus& node, const v1::Header& header) {
  if (!node.has_lease() || !node.has_publish_time() || !header.has_as_of_time()) return false;
  return ToTime(header.as_of_time()) - ToTime(node.publish_time()) > kMissedLeases * ToDuration(node.lease());
}

absl::Duration EvidenceAge(const v1::Header& header) {
  if (!header.has_as_of_time() || !header.has_answer_time()) return absl::InfiniteDuration();
  return std::max(ToTime(header.answer_time()) - ToTime(header.as_of_time()), absl::ZeroDuration());
}

}  // namespace rollcall::client
