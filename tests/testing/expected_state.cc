// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/expected_state.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall::testing {
namespace {

constexpr int64_t kYear10000Ms = 253'402'300'800'000;  // the first time that publish_time cannot hold

// The node ids that a key can mean: none, one, or two.
struct Ids {
  std::optional<int32_t> binary;
  std::optional<int32_t> decimal;
};

Ids IdsOf(const std::string& key) {
  Ids ids;
  if (key.size() == 4) {
    uint32_t bits = 0;
    for (size_t i = 4; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(key[i]);
    ids.binary = static_cast<int32_t>(bits);
  }
  int32_t id = 0;
  std::from_chars(key.data(), key.data() + key.size(), id);
  if (std::to_string(id) == key) ids.decimal = id;
  return ids;
}

bool Matches(const char* glob, const char* text) {
  if (*glob == '\0') return *text == '\0';
  if (*glob == '*') return Matches(glob + 1, text) || (*text != '\0' && Matches(glob, text + 1));
  return *text != '\0' && (*glob == '?' || *glob == *text) && Matches(glob + 1, text + 1);
}

template <typename Globs>
bool AnyMatches(const Globs& globs, const std::string& text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return Matches(glob.c_str(), text.c_str()); });
}

bool MatchesRow(const v1::Filter& filter, const v1::Coprocessor& row) {
  if (filter.names_size() > 0 && !AnyMatches(filter.names(), row.name())) return false;
  const auto& topics = row.input_topics();
  return filter.input_topics_size() == 0 || std::any_of(topics.begin(), topics.end(), [&](const std::string& topic) {
           return AnyMatches(filter.input_topics(), topic);
         });
}

int32_t NodeOf(const Ids& ids, const Meaning& meaning) {
  CHECK(ids.binary.has_value() || ids.decimal.has_value());
  if (meaning.node_id.has_value() && (meaning.node_id == ids.binary || meaning.node_id == ids.decimal)) {
    return *meaning.node_id;
  }
  return ids.decimal.has_value() ? *ids.decimal : *ids.binary;
}

void SetInvalid(v1::Problem::Code code, const ModelRecord& record, v1::NodeStatus& node) {
  node.set_state(v1::NodeStatus::STATE_INVALID);
  node.mutable_problem()->set_code(code);
  node.mutable_problem()->set_offset(record.offset);
  node.mutable_problem()->set_key(*record.key);
}

// The times of these records are after 1970.
void SetTime(int64_t ms, google::protobuf::Timestamp& timestamp) {
  timestamp.set_seconds(ms / 1000);
  timestamp.set_nanos(static_cast<int32_t>(ms % 1000) * 1'000'000);
}

void SetLease(const ModelRecord& record, v1::NodeStatus& node) {
  if (record.meaning.lease_s == 0) return;
  node.mutable_lease()->set_seconds(record.meaning.lease_s);
  const int64_t stale_after_ms = record.timestamp_ms + int64_t{3'000} * record.meaning.lease_s;
  if (stale_after_ms < kYear10000Ms) SetTime(stale_after_ms, *node.mutable_stale_after_time());
}

void SetStatus(const ModelRecord& record, v1::NodeStatus& node) {
  const Meaning& meaning = record.meaning;
  SetLease(record, node);
  node.set_reason(meaning.reason);
  node.set_status_text(meaning.status);
  node.set_state(meaning.status == "up"     ? v1::NodeStatus::STATE_UP
                 : meaning.status == "down" ? v1::NodeStatus::STATE_DOWN
                                            : v1::NodeStatus::STATE_OTHER);
  if (meaning.status == "down") return;
  for (const v1::Coprocessor& row : meaning.coprocessors) {
    *node.add_coprocessors() = row;
    node.mutable_coprocessors()->rbegin()->set_node_id(node.node_id());
  }
}

v1::NodeStatus ToNode(const ModelRecord& record, const Ids& ids, v1::NodeView view) {
  v1::NodeStatus node;
  node.set_node_id(NodeOf(ids, record.meaning));
  node.set_revision(record.offset);
  if (record.timestamp_ms >= kYear10000Ms) {
    node.set_raw_timestamp_ms(record.timestamp_ms);
  } else {
    SetTime(record.timestamp_ms, *node.mutable_publish_time());
  }
  node.set_fingerprint(topic::Fingerprint(record.View()));
  if (record.meaning.problem != v1::Problem::CODE_UNSPECIFIED) {
    SetInvalid(record.meaning.problem, record, node);
  } else if (record.meaning.node_id != node.node_id()) {
    SetInvalid(v1::Problem::CODE_KEY_MISMATCH, record, node);
  } else {
    SetStatus(record, node);
  }
  if (view == v1::NODE_VIEW_FULL) {
    node.set_raw_key(*record.key);
    node.set_raw_value(*record.value);
  }
  return node;
}

// Removes the coprocessors that the filter does not select. Returns false if the node is not shown at all.
bool ApplyFilter(const v1::Filter& filter, v1::NodeStatus& node) {
  const auto holds = [](const auto& list, int wanted) {
    return list.empty() || std::find(list.begin(), list.end(), wanted) != list.end();
  };
  if (!holds(filter.node_ids(), node.node_id()) || !holds(filter.states(), node.state())) return false;
  if (filter.names_size() == 0 && filter.input_topics_size() == 0) return true;
  auto& rows = *node.mutable_coprocessors();
  rows.erase(std::remove_if(rows.begin(), rows.end(), [&](const auto& row) { return !MatchesRow(filter, row); }),
             rows.end());
  return !rows.empty();
}

}  // namespace

Nodes ExpectedNodes(const std::vector<ModelRecord>& history, int64_t revision, const v1::Filter& filter,
                    v1::NodeView view) {
  std::map<std::string, const ModelRecord*> newest_by_key;
  for (const ModelRecord& record : history) {
    if (record.offset > revision || !record.key.has_value()) continue;
    const ModelRecord*& newest = newest_by_key[*record.key];
    CHECK(newest == nullptr || newest->offset < record.offset);
    newest = &record;
  }
  std::map<int32_t, std::pair<const ModelRecord*, Ids>> newest_by_node;
  for (const auto& [key, record] : newest_by_key) {
    const Ids ids = IdsOf(key);
    if (!record->value.has_value() || (!ids.binary.has_value() && !ids.decimal.has_value())) continue;
    auto& newest = newest_by_node[NodeOf(ids, record->meaning)];
    if (newest.first == nullptr || newest.first->offset < record->offset) newest = {record, ids};
  }
  Nodes nodes;
  for (const auto& [id, newest] : newest_by_node) {
    v1::NodeStatus node = ToNode(*newest.first, newest.second, view);
    if (ApplyFilter(filter, node)) nodes[id] = std::move(node);
  }
  return nodes;
}

std::string Difference(const Nodes& actual, const Nodes& expected) {
  for (const auto& [id, node] : expected) {
    const auto found = actual.find(id);
    if (found == actual.end()) return absl::StrCat("node ", id, " is missing");
    v1::NodeStatus without_text = found->second;
    if (without_text.has_problem()) without_text.mutable_problem()->clear_message();
    if (without_text.SerializeAsString() == node.SerializeAsString()) continue;
    return absl::StrCat("node ", id, " is\n", without_text.DebugString(), "instead of\n", node.DebugString());
  }
  for (const auto& [id, node] : actual) {
    if (!expected.contains(id)) return absl::StrCat("node ", id, " should not be there");
  }
  return "";
}

}  // namespace rollcall::testing
