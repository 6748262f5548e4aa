// SPDX-License-Identifier: Apache-2.0
#include "server/source_text.h"

#include "absl/strings/str_cat.h"
#include "server/state/source_status.h"

namespace rollcall {
namespace {

std::string Behind(const state::SourceStatus& source) {
  if (!source.progress.has_value()) return "reading the topic";
  return absl::StrCat("reading the topic: ", source.progress->offset, " of ", source.progress->end);
}

std::string WithDetail(const std::string& text, const std::string& detail) {
  return detail.empty() ? text : absl::StrCat(text, ": ", detail);
}

std::string StateText(const state::SourceStatus& source, bool is_ready) {
  const std::string topic = absl::StrCat("topic '", source.topic, "'");
  switch (source.state) {
    case v1::SOURCE_STATE_CURRENT:
      return "current";
    case v1::SOURCE_STATE_BEHIND:
      return is_ready && !source.progress.has_value() ? "behind" : Behind(source);
    case v1::SOURCE_STATE_TOPIC_MISSING:
      return absl::StrCat(topic, " is absent");
    case v1::SOURCE_STATE_TOPIC_UNSUITABLE:
      return WithDetail(absl::StrCat(topic, " is unsuitable"), source.detail);
    default:
      return WithDetail("no broker answers", source.detail);
  }
}

}  // namespace

std::string SourceText(const state::Store& store, Instant now) {
  const state::SourceStatus source = store.Source().At(now);
  const bool is_ready = store.IsReady();
  std::string text = StateText(source, is_ready);
  if (!is_ready) return text;
  const char* const link = source.state == v1::SOURCE_STATE_CURRENT ? " at" : "; shown is";
  return absl::StrCat(text, link, " revision ", store.Revision());
}

}  // namespace rollcall
