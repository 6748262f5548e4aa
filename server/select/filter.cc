// SPDX-License-Identifier: Apache-2.0
#include "server/select/filter.h"

#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"

namespace rollcall::select {
namespace {

constexpr int kMaxNodeIds = 1000;
constexpr int kMaxGlobs = 100;
constexpr size_t kMaxGlobBytes = 256;

constexpr std::string_view kTooNew = "this server is older than the client, leave it out or upgrade the server";

void CheckFields(const v1::Filter& filter, response::FieldErrors& errors) {
  const google::protobuf::UnknownFieldSet& unknown = filter.GetReflection()->GetUnknownFields(filter);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const std::string number = absl::StrCat(unknown.field(i).number());
    errors.AddUnknownFilter({.field = "filter",
                             .description = absl::StrCat("unknown field ", number, "; ", AbslView(kTooNew)),
                             .value = number});
  }
}

template <typename Values>
void CheckCount(std::string_view field, const Values& values, int limit, response::FieldErrors& errors) {
  if (values.size() <= limit) return;
  errors.Add({.field = std::string(field),
              .description = absl::StrCat("has ", values.size(), " values, at most ", limit),
              .value = absl::StrCat(values.size()),
              .limit = absl::StrCat(limit)});
}

// Adds the glob, or what is wrong with it. `path` is that of its field.
void CompileGlob(const std::string& path, const std::string& pattern, GlobSet& globs, response::FieldErrors& errors) {
  if (pattern.size() > kMaxGlobBytes) {
    return errors.Add({.field = path,
                       .description = absl::StrCat("is longer than ", kMaxGlobBytes, " bytes"),
                       .value = pattern,
                       .limit = absl::StrCat(kMaxGlobBytes)});
  }
  absl::StatusOr<Glob> glob = Glob::Compile(pattern);
  if (glob.ok()) return globs.Add(*std::move(glob));
  errors.Add({.field = path, .description = std::string(glob.status().message()), .value = pattern});
}

template <typename Globs>
void CompileGlobs(std::string_view field, const Globs& patterns, GlobSet& globs, response::FieldErrors& errors) {
  CheckCount(field, patterns, kMaxGlobs, errors);
  for (int i = 0; i < std::min(patterns.size(), kMaxGlobs); ++i) {
    CompileGlob(absl::StrCat(AbslView(field), "[", i, "]"), patterns[i], globs, errors);
  }
}

void CheckStates(const v1::Filter& filter, response::FieldErrors& errors) {
  for (int i = 0; i < filter.states_size(); ++i) {
    const int state = filter.states(i);
    const std::string path = absl::StrCat("filter.states[", i, "]"), value = absl::StrCat(state);
    if (state == v1::NodeStatus::STATE_UNSPECIFIED) {
      errors.Add({.field = path, .description = "is unspecified", .value = value});
    } else if (!v1::NodeStatus::State_IsValid(state)) {
      errors.AddUnknownFilter({.field = path,
                               .description = absl::StrCat("unknown state ", value, "; ", AbslView(kTooNew)),
                               .value = value});
    }
  }
}

template <typename Field>
void SortUnique(Field& field) {
  std::sort(field.begin(), field.end());
  field.erase(std::unique(field.begin(), field.end()), field.end());
}

std::string Canonical(v1::Filter filter) {
  SortUnique(*filter.mutable_node_ids());
  SortUnique(*filter.mutable_names());
  SortUnique(*filter.mutable_input_topics());
  SortUnique(*filter.mutable_states());
  return filter.SerializeAsString();
}

}  // namespace

Filter Filter::Compile(const v1::Filter& filter, response::FieldErrors& errors) {
  CheckFields(filter, errors);
  CheckCount("filter.node_ids", filter.node_ids(), kMaxNodeIds, errors);
  CheckStates(filter, errors);
  Filter compiled;
  CompileGlobs("filter.names", filter.names(), compiled.names_, errors);
  CompileGlobs("filter.input_topics", filter.input_topics(), compiled.input_topics_, errors);
  compiled.node_ids_.insert(filter.node_ids().begin(), filter.node_ids().end());
  compiled.states_.insert(filter.states().begin(), filter.states().end());
  compiled.canonical_ = Canonical(filter);
  return compiled;
}

bool Filter::MatchesNode(const encoding::EncodedNode& node) const {
  return MatchesId(node.node_id) && (states_.empty() || states_.contains(node.state));
}

}  // namespace rollcall::select
