// SPDX-License-Identifier: Apache-2.0
// What the address of the status page selects: `node`, `name`, `topic` and `state`, with the meaning and the words of
// rollcall's --node, --name, --topic and --state. Each may be given more than once; an empty one selects nothing and
// is left out. Immutable, thread-safe.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/select/filter.h"

namespace rollcall::page {

using Parameters = std::vector<std::pair<std::string, std::string>>;  // in the order of the address

struct PageQuery {
  // What the address has, in its order, without empty values.
  Parameters parameters;
  // Nodes by id and state, whatever runs on them: the columns of the matrix.
  select::Filter nodes;
  // Rows by name and input topic.
  select::Filter rows;
  // Also the word "stale" is among the states: nodes that are stale are selected in addition to `states`.
  bool with_stale = false;
  // Of `nodes` without its states, if with_stale: what nodes the filter of the engine can select. Otherwise `nodes`.
  select::Filter watched;

  bool empty() const { return parameters.empty(); }
  // The values of one parameter.
  std::vector<std::string> Values(const std::string& name) const;
};

// INVALID_ARGUMENT, with what is wrong and what can be written, if a parameter is unknown or has such a value.
absl::StatusOr<PageQuery> ParsePageQuery(const Parameters& parameters);

// "?node=1-3&name=a%2A", or an empty text: the parameters, to be appended to an address.
std::string QueryText(const Parameters& parameters);

}  // namespace rollcall::page
