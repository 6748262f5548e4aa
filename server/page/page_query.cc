// SPDX-License-Identifier: Apache-2.0
#include "server/page/page_query.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/comma_list.h"
#include "display/filter_text.h"
#include "display/text.h"
#include "server/response/field_errors.h"
#include "topic/record/well_formed.h"

namespace rollcall::page {
namespace {

absl::Status Problem(const std::string& name, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat("the parameter ", name, ": ", why));
}

// "stale" is no state of the API's filter.
absl::Status AddStateWords(const std::string& value, v1::Filter& filter, bool& with_stale) {
  for (const std::string& word : SplitCommaList(value)) {
    if (word == "stale") {
      with_stale = true;
    } else if (!AddStates(word, filter).ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", word, "' is not a state; write up, down, other, invalid or stale"));
    }
  }
  return absl::OkStatus();
}

struct Filters {
  v1::Filter nodes;
  v1::Filter rows;
  bool with_stale = false;
};

absl::Status Add(const std::string& name, const std::string& value, Filters& filters) {
  if (!topic::IsWellFormedUtf8(value)) return absl::InvalidArgumentError("the value is not UTF-8");
  if (name == "node") return AddNodeIds(value, filters.nodes);
  if (name == "state") return AddStateWords(value, filters.nodes, filters.with_stale);
  if (name == "name") {
    filters.rows.add_names(value);
  } else if (name == "topic") {
    filters.rows.add_input_topics(value);
  } else {
    return absl::InvalidArgumentError("there is no such parameter; there are node, name, topic and state");
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> PageQuery::Values(const std::string& name) const {
  std::vector<std::string> values;
  for (const auto& [one, value] : parameters) {
    if (one == name) values.push_back(value);
  }
  return values;
}

absl::StatusOr<PageQuery> ParsePageQuery(const Parameters& parameters) {
  PageQuery query;
  Filters filters;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    if (const absl::Status status = Add(name, value, filters); !status.ok()) {
      return Problem(Sanitize(name), std::string(status.message()));
    }
    query.parameters.emplace_back(name, value);
  }
  query.with_stale = filters.with_stale;
  response::FieldErrors errors;
  query.nodes = select::Filter::Compile(filters.nodes, errors);
  query.rows = select::Filter::Compile(filters.rows, errors);
  if (filters.with_stale) filters.nodes.clear_states();
  query.watched = select::Filter::Compile(filters.nodes, errors);
  if (!errors.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the filter cannot be used: ", errors.ToStatus().message()));
  }
  return query;
}

std::string QueryText(const Parameters& parameters) {
  std::string text;
  const auto append = [&text](const std::string& part) {
    for (const char c : part) {
      const bool is_plain = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
      absl::StrAppend(&text, is_plain ? std::string(1, c) : absl::StrFormat("%%%02X", static_cast<unsigned char>(c)));
    }
  };
  for (const auto& [name, value] : parameters) {
    text += text.empty() ? "?" : "&";
    append(name);
    text += "=";
    append(value);
  }
  return text;
}

}  // namespace rollcall::page
