// SPDX-License-Identifier: Apache-2.0
#include "display/header_text.h"

#include "absl/strings/str_cat.h"
#include "display/text.h"
#include "display/text_format.h"
#include "rollcall/client/node.h"

namespace rollcall {

std::string TopicText(const v1::Header& header) {
  if (header.topic().empty() || header.cluster_id().empty()) return Sanitize(header.topic());
  return Sanitize(absl::StrCat(header.topic(), " (Kafka cluster ", header.cluster_id(), ")"));
}

std::string AsOfText(const v1::Header& header) {
  const std::string revision = absl::StrCat("revision ", header.revision());
  if (!header.has_as_of_time()) return absl::StrCat(revision, "; its age is not known");
  const std::string time = absl::StrCat(revision, ", ", TimeText(client::ToTime(header.as_of_time())));
  return header.has_answer_time() ? absl::StrCat(time, ", ", AgeText(client::EvidenceAge(header)), " ago") : time;
}

std::string SourceWord(v1::SourceState state) {
  switch (state) {
    case v1::SOURCE_STATE_CURRENT:
      return "current";
    case v1::SOURCE_STATE_BEHIND:
      return "behind";
    case v1::SOURCE_STATE_DISCONNECTED:
      return "disconnected";
    case v1::SOURCE_STATE_TOPIC_MISSING:
      return "topic missing";
    case v1::SOURCE_STATE_TOPIC_UNSUITABLE:
      return "topic unsuitable";
    default:
      return absl::StrCat("unknown (", static_cast<int>(state), ")");
  }
}

}  // namespace rollcall
