// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/reference_list.h"

#include <algorithm>
#include <string>

#include "server/select/glob.h"
#include "topic/record/key.h"

namespace rollcall::testing {
namespace {

using Patterns = google::protobuf::RepeatedPtrField<std::string>;

int Below(std::mt19937& random, int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); }

bool AnyMatches(const Patterns& patterns, const std::string& text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return select::Glob::Compile(pattern)->Matches(text); });
}

bool Matches(const v1::Filter& filter, const v1::Coprocessor& row) {
  const auto& topics = row.input_topics();
  const bool topic_matches = filter.input_topics().empty() ||
                             std::any_of(topics.begin(), topics.end(),
                                         [&](const auto& topic) { return AnyMatches(filter.input_topics(), topic); });
  return topic_matches && (filter.names().empty() || AnyMatches(filter.names(), row.name()));
}

template <typename Values, typename Value>
bool Allows(const Values& values, Value value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

v1::NodeStatus Decode(const encoding::EncodedNode& encoded, v1::NodeView view) {
  v1::NodeStatus node;
  node.ParseFromString(std::string(encoded.field().substr(encoded.prefix_size)));
  if (view == v1::NODE_VIEW_FULL) {
    node.set_raw_key(std::string(encoded.key()));
    node.set_raw_value(std::string(encoded.value()));
  }
  return node;
}

void ListNode(const v1::NodeStatus& node, const v1::Filter& filter, ReferenceList& list) {
  v1::NodeStatus shown = node;
  shown.clear_coprocessors();
  if (node.state() != v1::NodeStatus::STATE_UP) {
    list.nodes_not_up.push_back(shown);
    list.nodes_not_up.back().clear_raw_key();
    list.nodes_not_up.back().clear_raw_value();
  }
  for (const v1::Coprocessor& row : node.coprocessors()) {
    if (!Matches(filter, row)) continue;
    *shown.add_coprocessors() = row;
    list.coprocessors.push_back(row);
  }
  const bool has_row_filter = !filter.names().empty() || !filter.input_topics().empty();
  if (has_row_filter && shown.coprocessors().empty()) return;
  list.digest += node.fingerprint();
  list.nodes.push_back(shown);
}

template <typename Values, typename Choices>
void AddSome(std::mt19937& random, const Choices& choices, Values& values) {
  for (int count = Below(random, 3); count > 0; --count) {
    *values.Add() = choices[static_cast<size_t>(Below(random, int(choices.size())))];
  }
}

}  // namespace

ReferenceList ListWithoutPages(const state::Snapshot& snapshot, const v1::Filter& filter, v1::NodeView view) {
  ReferenceList list;
  for (const state::NodeVersionPtr& version : *snapshot.nodes) {
    const v1::NodeStatus node = Decode(*version->node, view);
    if (Allows(filter.node_ids(), node.node_id()) && Allows(filter.states(), node.state())) {
      ListNode(node, filter, list);
    }
  }
  return list;
}

void PutRandomNodes(std::mt19937& random, FedStore& feed) {
  const std::vector<std::string> names = {"alpha", "alps", "beta", "gamma", "a", "\xC3\xA4"};
  const std::vector<std::string> statuses = {"up", "up", "up", "down", "draining"};
  for (int count = Below(random, 40); count > 0; --count) {
    const int32_t id = Below(random, 60) - 20;
    if (Below(random, 10) == 0) {
      feed.PutRecord(topic::DecimalKey(id), "no JSON");
      continue;
    }
    std::vector<Row> rows;
    for (const std::string& name : names) {
      if (Below(random, 3) == 0) {
        rows.push_back({name, {names[static_cast<size_t>(Below(random, 4))], "foo"}, "does " + name});
      }
    }
    feed.Put(id, rows, statuses[static_cast<size_t>(Below(random, 5))]);
  }
}

v1::Filter RandomFilter(std::mt19937& random) {
  v1::Filter filter;
  if (Below(random, 3) == 0) return filter;
  std::vector<int32_t> ids;
  for (int32_t id = -20; id < 40; ++id) ids.push_back(id);
  for (int more = Below(random, 12); more > 0; --more) AddSome(random, ids, *filter.mutable_node_ids());
  if (Below(random, 2) == 0) filter.clear_node_ids();
  AddSome(random, std::vector<std::string>{"al*", "?", "beta", "*", "nothing"}, *filter.mutable_names());
  AddSome(random, std::vector<std::string>{"foo", "b*", "alpha"}, *filter.mutable_input_topics());
  if (Below(random, 3) == 0) filter.add_states(v1::NodeStatus::STATE_UP);
  if (Below(random, 3) == 0) filter.add_states(v1::NodeStatus::STATE_INVALID);
  if (Below(random, 3) == 0) filter.add_states(v1::NodeStatus::STATE_OTHER);
  return filter;
}

}  // namespace rollcall::testing
