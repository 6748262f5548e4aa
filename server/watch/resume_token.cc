// SPDX-License-Identifier: Apache-2.0
#include "server/watch/resume_token.h"

#include <xxhash.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "server/response/token.h"

namespace rollcall::watch {
namespace {

constexpr size_t kFixedNumbers = 7;
constexpr size_t kNumbersPerAnchor = 3;
constexpr int64_t kNoEvidence = std::numeric_limits<int64_t>::min();  // what Abseil makes of InfinitePast

}  // namespace

uint64_t SourceHash(const state::SourceStatus& source) {
  const std::string end(1, '\0');
  const std::string identity = absl::StrCat(source.cluster_id, end, source.topic, end, source.topic_id);
  return XXH3_64bits(identity.data(), identity.size());
}

ResumeToken MakeResumeToken(const SelectionHead& head, uint64_t request_hash) {
  const state::SourceStatus& source = head.source();
  return {.source_hash = SourceHash(source),
          .request_hash = request_hash,
          .revision = head.revision(),
          .as_of = source.as_of,
          .clock_id = source.clock_id,
          .log_start = source.log_start,
          .anchors = head.store->anchors};
}

std::string EncodeResumeToken(const ResumeToken& token) {
  std::vector<uint64_t> numbers = {token.source_hash,
                                   token.request_hash,
                                   static_cast<uint64_t>(token.revision),
                                   static_cast<uint64_t>(absl::ToUnixMicros(token.as_of.wall())),
                                   static_cast<uint64_t>(absl::ToInt64Microseconds(token.as_of.steady())),
                                   token.clock_id,
                                   static_cast<uint64_t>(token.log_start)};
  for (const state::Anchor& anchor : token.anchors) {
    numbers.push_back(static_cast<uint32_t>(anchor.id));
    numbers.push_back(static_cast<uint64_t>(anchor.offset));
    numbers.push_back(anchor.fingerprint);
  }
  return response::EncodeToken(response::TokenKind::kResume, numbers);
}

std::optional<ResumeToken> DecodeResumeToken(std::string_view text) {
  const auto numbers = response::DecodeToken(response::TokenKind::kResume, text);
  if (!numbers.has_value() || numbers->size() < kFixedNumbers) return std::nullopt;
  if ((numbers->size() - kFixedNumbers) % kNumbersPerAnchor != 0) return std::nullopt;
  ResumeToken token;
  token.source_hash = (*numbers)[0];
  token.request_hash = (*numbers)[1];
  token.revision = static_cast<int64_t>((*numbers)[2]);
  const auto wall = static_cast<int64_t>((*numbers)[3]);
  const auto steady = static_cast<int64_t>((*numbers)[4]);
  const bool has_evidence = steady >= 0;
  if (!has_evidence && (steady != kNoEvidence || wall != kNoEvidence)) return std::nullopt;
  if (has_evidence) token.as_of = Instant(absl::Microseconds(steady), absl::FromUnixMicros(wall));
  token.clock_id = (*numbers)[5];
  token.log_start = static_cast<int64_t>((*numbers)[6]);
  for (size_t i = kFixedNumbers; i < numbers->size(); i += kNumbersPerAnchor) {
    if ((*numbers)[i] > std::numeric_limits<uint32_t>::max()) return std::nullopt;
    token.anchors.push_back(
        {static_cast<int32_t>((*numbers)[i]), static_cast<int64_t>((*numbers)[i + 1]), (*numbers)[i + 2]});
  }
  return token;
}

}  // namespace rollcall::watch
