// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/wait_state.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "client/cli/wait/evaluation.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

void AppendText(std::string* out, const Expression& expression) { *out += expression.text; }

}  // namespace

WaitState::WaitState(WaitConditions conditions) : conditions_(std::move(conditions)), stability_(conditions_.stable) {}

void WaitState::OnStreamLost(const std::string& why) {
  Interrupt(absl::StrCat("a server (", why, ")"));
  gate_.OnNewStream();
}

void WaitState::OnCheckpoint(const NodeMap& nodes, const v1::Header& header, Instant now) {
  CHECK(outcome_ == Outcome::kWaiting);
  revision_ = header.revision();
  if (const std::string why = gate_.WhyNotTrusted(header, now); !why.empty()) {
    Interrupt(absl::StrCat("a trustworthy status (", why, ")"));
    return;
  }
  has_trusted_ = true;
  if (conditions_.min_revision.has_value() && header.revision() < *conditions_.min_revision) {
    Interrupt(absl::StrCat("revision ", *conditions_.min_revision, " (the server is at ", header.revision(), ")"));
    return;
  }
  if (!EndsByUnless(nodes, header)) Decide(nodes, header, now);
}

bool WaitState::EndsByUnless(const NodeMap& nodes, const v1::Header& header) {
  for (const Expression& expression : conditions_.unless) {
    const Evaluation evaluation = Evaluate(expression, nodes, header);
    if (!evaluation.holds()) continue;
    outcome_ = Outcome::kUnless;
    result_ = absl::StrCat("--unless ", expression.text, " holds at revision ", header.revision(), " (",
                           FindingsText(evaluation.findings), ")");
    return true;
  }
  return false;
}

void WaitState::Decide(const NodeMap& nodes, const v1::Header& header, Instant now) {
  std::vector<std::string> missing;
  std::vector<std::string> held;
  for (const Expression& expression : conditions_.all_of) {
    const Evaluation evaluation = Evaluate(expression, nodes, header);
    std::vector<std::string>& list = evaluation.holds() ? held : missing;
    list.push_back(absl::StrCat(expression.text, " (", FindingsText(evaluation.findings), ")"));
  }
  if (!missing.empty()) {
    Interrupt(absl::StrJoin(missing, " and "));
  } else if (stability_.OnHeld(client::ToTime(header.as_of_time()), now)) {
    outcome_ = Outcome::kHeld;
    const std::string verb = held.size() == 1 ? " holds" : " hold";
    result_ = absl::StrCat(absl::StrJoin(held, " and "), verb, " at revision ", header.revision());
  } else {
    waiting_for_ = absl::StrCat(absl::StrJoin(conditions_.all_of, " and ", AppendText), " to hold for ",
                                absl::FormatDuration(conditions_.stable), " without a break");
  }
}

void WaitState::Interrupt(std::string waiting_for) {
  stability_.OnBreak();
  waiting_for_ = std::move(waiting_for);
}

}  // namespace rollcall::cli
