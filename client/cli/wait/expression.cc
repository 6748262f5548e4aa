// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/expression.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "client/cli/wait/id_set.h"

namespace rollcall::cli {
namespace {

using Kind = Expression::Kind;

struct KindName {
  std::string_view name;
  Kind kind;
};
constexpr std::array<KindName, 7> kKinds = {{{"running", Kind::kRunning},
                                             {"gone", Kind::kGone},
                                             {"up", Kind::kUp},
                                             {"down", Kind::kDown},
                                             {"removed", Kind::kRemoved},
                                             {"nodes", Kind::kNodes},
                                             {"same", Kind::kSame}}};
constexpr char kAllowed[] = "write running=NAME, gone=NAME, same=NAME, up=1,2, up=all, down=5, removed=5 or nodes=3";
constexpr char kAllowedIds[] = "write whole numbers such as 1,2 or 1-3";

std::optional<Kind> FindKind(std::string_view name) {
  const auto* const found =
      std::find_if(kKinds.begin(), kKinds.end(), [name](const KindName& kind) { return kind.name == name; });
  if (found == kKinds.end()) return std::nullopt;
  return found->kind;
}

absl::StatusOr<Expression> WithName(Expression expression, std::string_view value) {
  if (value.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", expression.text, "' lacks the name of a coprocessor; write ", expression.text, "NAME"));
  }
  expression.name = std::string(value);
  return expression;
}

absl::StatusOr<Expression> WithIds(Expression expression, std::string_view value) {
  const bool takes_all = expression.kind == Kind::kUp;
  if (takes_all && value == "all") return expression;
  absl::StatusOr<std::vector<int32_t>> ids = ParseIdSet(value);
  if (!ids.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(ids.status().message(), " in '", expression.text, "'; ", kAllowedIds,
                                                   takes_all ? ", or all" : ""));
  }
  expression.ids = *std::move(ids);
  return expression;
}

absl::StatusOr<Expression> WithCount(Expression expression, std::string_view value) {
  if (absl::SimpleAtoi(AbslView(value), &expression.count) && expression.count >= 0) return expression;
  return absl::InvalidArgumentError(absl::StrCat("'", AbslView(value), "' in '", expression.text,
                                                 "' is not a number of nodes; write a whole number such as nodes=3"));
}

}  // namespace

absl::StatusOr<Expression> ParseExpression(std::string_view text, const Placement& placement) {
  const size_t equals = text.find('=');
  const std::optional<Kind> kind = FindKind(text.substr(0, equals));
  if (equals == std::string_view::npos || !kind.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat("'", AbslView(text), "' is not an expression; ", kAllowed));
  }
  const std::string_view value = text.substr(equals + 1);
  Expression expression = {.kind = *kind, .text = std::string(text)};
  switch (*kind) {
    case Kind::kRunning:
      expression.ids = placement.ids;
      expression.count = placement.at_least;
      return WithName(std::move(expression), value);
    case Kind::kGone:
    case Kind::kSame:
      return WithName(std::move(expression), value);
    case Kind::kNodes:
      return WithCount(std::move(expression), value);
    case Kind::kUp:
    case Kind::kDown:
    case Kind::kRemoved:
      return WithIds(std::move(expression), value);
  }
  return absl::InternalError("a kind of expression is not handled");
}

absl::StatusOr<Placement> ParsePlacement(std::string_view text) {
  if (text == "all") return Placement{.at_least = 0};
  absl::StatusOr<std::vector<int32_t>> ids = ParseIdSet(text);
  if (ids.ok()) return Placement{.ids = *std::move(ids), .at_least = 0};
  return absl::InvalidArgumentError(absl::StrCat(ids.status().message(), "; ", kAllowedIds, ", or all"));
}

}  // namespace rollcall::cli
