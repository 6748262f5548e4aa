// SPDX-License-Identifier: Apache-2.0
#include "server/select/matcher.h"

#include "server/encoding/protobuf_wire.h"

namespace rollcall::select {
namespace {

// Fewer globs are tried on a text sooner than their verdict is found.
constexpr size_t kMinRememberedGlobs = 4;
// What a node, and a glob on a text, costs beside the bytes that are looked at.
constexpr int64_t kNodeWork = 64;
constexpr int64_t kGlobWork = 16;

}  // namespace

bool Matcher::TryGlobs(const GlobSet& globs, std::string_view text) {
  work_ += static_cast<int64_t>(globs.tried_globs()) * (kGlobWork + static_cast<int64_t>(text.size()));
  return globs.Matches(text);
}

bool Matcher::Matches(const GlobSet& globs, Verdicts::Field field, std::string_view text) {
  if (globs.tried_globs() < kMinRememberedGlobs) return TryGlobs(globs, text);
  return verdicts_.Get(field, text, [&] { return TryGlobs(globs, text); });
}

bool Matcher::MatchesRow(std::string_view row) {
  work_ += static_cast<int64_t>(row.size());
  std::string_view name;
  bool topic_matches = filter_.input_topics().empty();
  while (const auto field = encoding::ConsumeField(row)) {
    if (field->number == v1::Coprocessor::kNameFieldNumber) name = field->payload;
    if (field->number == v1::Coprocessor::kInputTopicsFieldNumber && !topic_matches) {
      topic_matches = Matches(filter_.input_topics(), Verdicts::Field::kInputTopic, field->payload);
    }
  }
  return topic_matches && (filter_.names().empty() || Matches(filter_.names(), Verdicts::Field::kName, name));
}

std::string Matcher::MatchingRows(const encoding::EncodedNode& node) {
  if (!has_row_filter_) return std::string(node.rows());
  std::string matching;
  std::string_view rows = node.rows();
  while (const auto row = encoding::ConsumeField(rows)) {
    if (MatchesRow(row->payload)) matching.append(row->whole);
  }
  return matching;
}

bool Matcher::Matches(const encoding::EncodedNode& node) {
  work_ += kNodeWork;
  if (!filter_.MatchesNode(node)) return false;
  if (!has_row_filter_) return true;
  std::string_view rows = node.rows();
  while (const auto row = encoding::ConsumeField(rows)) {
    if (MatchesRow(row->payload)) return true;
  }
  return false;
}

}  // namespace rollcall::select
