// SPDX-License-Identifier: Apache-2.0
#include "server/select/filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "server/response/error.h"

namespace rollcall::select {
namespace {

constexpr int kMaxNodeIds = 1000;
constexpr int kMaxGlobs = 100;
constexpr size_t kMaxGlobBytes = 256;

absl::Status UnknownFilter(std::string_view problem) {
  return response::Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_UNKNOWN_FILTER,
                         absl::StrCat("filter: ", AbslView(problem),
                                      "; this server is older than the client, leave it out or upgrade the server"));
}

template <typename Globs>
absl::Status CompileGlobs(std::string_view field, const Globs& patterns, GlobSet& globs) {
  if (patterns.size() > kMaxGlobs) {
    return response::FieldError(field, absl::StrCat("has ", patterns.size(), " globs, at most ", kMaxGlobs));
  }
  for (int i = 0; i < patterns.size(); ++i) {
    const std::string path = absl::StrCat(AbslView(field), "[", i, "]");
    if (patterns[i].size() > kMaxGlobBytes) {
      return response::FieldError(path, absl::StrCat("is longer than ", kMaxGlobBytes, " bytes"));
    }
    absl::StatusOr<Glob> glob = Glob::Compile(patterns[i]);
    if (!glob.ok()) return response::FieldError(path, std::string(glob.status().message()));
    globs.Add(*std::move(glob));
  }
  return absl::OkStatus();
}

absl::Status CheckStates(const v1::Filter& filter) {
  for (int i = 0; i < filter.states_size(); ++i) {
    const int state = filter.states(i);
    if (state == v1::NodeStatus::STATE_UNSPECIFIED) {
      return response::FieldError(absl::StrCat("filter.states[", i, "]"), "is unspecified");
    }
    if (!v1::NodeStatus::State_IsValid(state)) return UnknownFilter(absl::StrCat("unknown state ", state));
  }
  return absl::OkStatus();
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

absl::StatusOr<Filter> Filter::Compile(const v1::Filter& filter) {
  if (!filter.GetReflection()->GetUnknownFields(filter).empty()) return UnknownFilter("unknown field");
  if (filter.node_ids_size() > kMaxNodeIds) {
    return response::FieldError("filter.node_ids",
                                absl::StrCat("has ", filter.node_ids_size(), " ids, at most ", kMaxNodeIds));
  }
  Filter compiled;
  if (absl::Status status = CheckStates(filter); !status.ok()) return status;
  if (absl::Status status = CompileGlobs("filter.names", filter.names(), compiled.names_); !status.ok()) return status;
  if (absl::Status status = CompileGlobs("filter.input_topics", filter.input_topics(), compiled.input_topics_);
      !status.ok()) {
    return status;
  }
  compiled.node_ids_.insert(filter.node_ids().begin(), filter.node_ids().end());
  compiled.states_.insert(filter.states().begin(), filter.states().end());
  compiled.canonical_ = Canonical(filter);
  return compiled;
}

bool Filter::MatchesNode(const encoding::EncodedNode& node) const {
  return MatchesId(node.node_id) && (states_.empty() || states_.contains(node.state));
}

}  // namespace rollcall::select
