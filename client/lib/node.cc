// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/node.h"

#include <algorithm>

#include "google/protobuf/util/message_differencer.h"

namespace rollcall::client {
namespace {

constexpr int kMissedLeases = 3;

v1::NodeStatus ContentOf(const v1::NodeStatus& node) {
  v1::NodeStatus content = node;
  content.clear_revision();
  content.clear_publish_time();
  content.clear_raw_timestamp_ms();
  content.clear_stale_after_time();
  content.clear_fingerprint();
  content.clear_raw_key();
  content.clear_raw_value();
  if (content.has_problem()) content.mutable_problem()->clear_offset();
  return content;
}

bool IsSet(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0 : reflection.HasField(message, &field);
}

}  // namespace

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::UnixEpoch() + absl::Seconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out) {
  out.set_seconds(absl::ToUnixSeconds(time));
  out.set_nanos(static_cast<int32_t>((time - absl::FromUnixSeconds(out.seconds())) / absl::Nanoseconds(1)));
}

void SetDuration(absl::Duration duration, google::protobuf::Duration& out) {
  out.set_seconds(absl::ToInt64Seconds(duration));
  out.set_nanos(static_cast<int32_t>((duration - absl::Seconds(out.seconds())) / absl::Nanoseconds(1)));
}

std::optional<absl::Time> PublishTime(const v1::NodeStatus& node) {
  if (node.has_publish_time()) return ToTime(node.publish_time());
  if (node.has_raw_timestamp_ms()) return absl::FromUnixMillis(node.raw_timestamp_ms());
  return std::nullopt;
}

absl::Duration TimeAhead(const v1::NodeStatus& node, absl::Time now) {
  const absl::Duration ahead = PublishTime(node).value_or(absl::InfinitePast()) - now;
  return ahead > kMaxClockSkew ? ahead : absl::ZeroDuration();
}

absl::Duration TimeAhead(const v1::NodeStatus& node, const v1::Header& header) {
  return header.has_answer_time() ? TimeAhead(node, ToTime(header.answer_time())) : absl::ZeroDuration();
}

bool SameContent(const v1::NodeStatus& a, const v1::NodeStatus& b) {
  return google::protobuf::util::MessageDifferencer::Equals(ContentOf(a), ContentOf(b));
}

std::vector<std::string> ChangedFields(const v1::NodeStatus& a, const v1::NodeStatus& b) {
  const v1::NodeStatus content_a = ContentOf(a);
  const v1::NodeStatus content_b = ContentOf(b);
  std::vector<std::string> names;
  for (int i = 0; i < v1::NodeStatus::descriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* const field = v1::NodeStatus::descriptor()->field(i);
    google::protobuf::util::MessageDifferencer differencer;
    const bool is_same = IsSet(content_a, *field) == IsSet(content_b, *field) &&
                         differencer.CompareWithFields(content_a, content_b, {field}, {field});
    if (!is_same) names.push_back(field->json_name());
  }
  return names;
}

std::optional<absl::Time> StaleAfterTime(const v1::NodeStatus& node) {
  if (node.has_stale_after_time()) return ToTime(node.stale_after_time());
  const std::optional<absl::Time> published = PublishTime(node);
  if (!node.has_lease() || !published.has_value()) return std::nullopt;
  return *published + kMissedLeases * ToDuration(node.lease());
}

bool IsStale(const v1::NodeStatus& node, const v1::Header& header) {
  const std::optional<absl::Time> published = PublishTime(node);
  const std::optional<absl::Time> stale_after = StaleAfterTime(node);
  if (!published.has_value() || !stale_after.has_value() || !header.has_as_of_time()) return false;
  const absl::Time as_of = ToTime(header.as_of_time());
  return as_of > *stale_after || *published - as_of > std::max(*stale_after - *published, kMaxClockSkew);
}

absl::Duration EvidenceAge(const v1::Header& header) {
  if (!header.has_as_of_time() || !header.has_answer_time()) return absl::InfiniteDuration();
  return std::max(ToTime(header.answer_time()) - ToTime(header.as_of_time()), absl::ZeroDuration());
}

}  // namespace rollcall::client
