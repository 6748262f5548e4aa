// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/report_source.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"

namespace rollcall::agent {
namespace {

constexpr char kPath[] = "/v1/transform";

}  // namespace

ReportSource::ReportSource(std::vector<std::string> urls, AdminApi& api) : urls_(std::move(urls)), api_(api) {
  CHECK(!urls_.empty());
}

absl::StatusOr<TransformReport> ReportSource::Ask(const std::string& url, bool& is_answered) {
  const absl::StatusOr<HttpAnswer> answer = api_.Get(absl::StrCat(url, kPath));
  if (!absl::IsUnavailable(answer.status())) is_answered = true;
  if (!answer.ok()) return answer.status();
  return ReadTransformAnswer(answer->status, answer->body);
}

PollResult ReportSource::Poll() {
  bool is_answered = false;
  std::vector<std::string> errors;
  for (size_t i = 0; i < urls_.size(); ++i) {
    const size_t index = (first_ + i) % urls_.size();
    absl::StatusOr<TransformReport> report = Ask(urls_[index], is_answered);
    if (report.ok()) {
      first_ = index;
      return {.outcome = PollResult::Outcome::kReport, .report = *std::move(report), .error = absl::OkStatus()};
    }
    if (absl::IsCancelled(report.status())) {
      return {.outcome = PollResult::Outcome::kCancelled, .report = {}, .error = report.status()};
    }
    errors.push_back(absl::StrCat("GET ", urls_[index], kPath, ": ", std::string(report.status().message())));
  }
  return {.outcome = is_answered ? PollResult::Outcome::kErrorAnswer : PollResult::Outcome::kSilence,
          .report = {},
          .error = absl::UnavailableError(absl::StrJoin(errors, "; "))};
}

}  // namespace rollcall::agent
