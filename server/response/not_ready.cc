// SPDX-License-Identifier: Apache-2.0
#include "server/response/not_ready.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "server/response/error.h"

namespace rollcall::response {
namespace {

std::string WithDetail(std::string_view problem, const state::SourceStatus& source) {
  return source.detail.empty() ? std::string(problem) : absl::StrCat(AbslView(problem), ": ", source.detail);
}

Metadata MetadataOf(const state::SourceStatus& source) {
  Metadata metadata = {{"topic", source.topic}};
  if (!source.detail.empty()) metadata.emplace_back("detail", source.detail);
  return metadata;
}

absl::Status RetryLater(v1::ErrorReason reason, std::string_view problem, const state::SourceStatus& source) {
  Metadata metadata = MetadataOf(source);
  if (source.progress.has_value()) {
    metadata.emplace_back("offset", absl::StrCat(source.progress->offset));
    metadata.emplace_back("endOffset", absl::StrCat(source.progress->end));
  }
  return Unavailable(reason, WithDetail(problem, source), metadata);
}

}  // namespace

absl::Status NotReady(const state::SourceStatus& source) {
  switch (source.state) {
    case v1::SOURCE_STATE_TOPIC_MISSING:
      return RetryLater(v1::ERROR_REASON_TOPIC_MISSING, absl::StrCat("topic ", source.topic, " does not exist yet"),
                        source);
    case v1::SOURCE_STATE_TOPIC_UNSUITABLE:
      return Error(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_TOPIC_UNSUITABLE,
                   WithDetail(absl::StrCat("topic ", source.topic, " cannot be served"), source), MetadataOf(source));
    case v1::SOURCE_STATE_DISCONNECTED:
      return RetryLater(v1::ERROR_REASON_BROKER_UNREACHABLE,
                        absl::StrCat("topic ", source.topic, " could not be read from any broker yet"), source);
    default:
      return RetryLater(v1::ERROR_REASON_CATCHING_UP,
                        absl::StrCat("the first complete read of topic ", source.topic, " is under way"), source);
  }
}

}  // namespace rollcall::response
