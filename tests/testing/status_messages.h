// SPDX-License-Identifier: Apache-2.0
// Short functions that make messages of the API for tests.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::testing {

inline void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp->set_seconds(seconds);
  timestamp->set_nanos(static_cast<int32_t>((time - absl::FromUnixSeconds(seconds)) / absl::Nanoseconds(1)));
}

inline absl::Time Noon() { return absl::FromCivil(absl::CivilSecond(2026, 3, 1, 12, 0, 0), absl::UTCTimeZone()); }

struct RowSpec {
  std::string name;
  std::vector<std::string> topics;
  std::string description;
};

// A node that is up, its record at `revision` one minute before noon; its fingerprint is derived from id and revision.
inline v1::NodeStatus UpNode(int32_t id, int64_t revision, std::initializer_list<RowSpec> rows = {}) {
  v1::NodeStatus node;
  node.set_node_id(id);
  node.set_state(v1::NodeStatus::STATE_UP);
  node.set_status_text("up");
  node.set_revision(revision);
  node.set_fingerprint(0x9E3779B97F4A7C15u * static_cast<uint64_t>(int64_t{id} * 1000 + revision + 1));
  SetTime(Noon() - absl::Minutes(1), node.mutable_publish_time());
  for (const RowSpec& row : rows) {
    v1::Coprocessor* coprocessor = node.add_coprocessors();
    coprocessor->set_name(row.name);
    coprocessor->set_node_id(id);
    for (const std::string& topic : row.topics) coprocessor->add_input_topics(topic);
    coprocessor->set_description(row.description);
  }
  return node;
}

// UpNode with a record from three hours after noon.
inline v1::NodeStatus FutureNode(int32_t id, int64_t revision, std::initializer_list<RowSpec> rows = {}) {
  v1::NodeStatus node = UpNode(id, revision, rows);
  SetTime(Noon() + absl::Hours(3), node.mutable_publish_time());
  return node;
}

inline v1::NodeStatus DownNode(int32_t id, int64_t revision) {
  v1::NodeStatus node = UpNode(id, revision);
  node.set_state(v1::NodeStatus::STATE_DOWN);
  node.set_status_text("down");
  return node;
}

inline v1::NodeStatus InvalidNode(int32_t id, int64_t revision, const std::string& message) {
  v1::NodeStatus node = UpNode(id, revision);
  node.set_state(v1::NodeStatus::STATE_INVALID);
  node.set_status_text("");
  node.mutable_problem()->set_code(v1::Problem::CODE_BAD_JSON);
  node.mutable_problem()->set_message(message);
  node.mutable_problem()->set_offset(revision);
  return node;
}

// The header of a listing or checkpoint that shows `nodes`. The source is CURRENT, the answer was made at noon and its
// evidence is half a second old.
inline v1::Header HeaderOf(const std::vector<v1::NodeStatus>& nodes, int64_t revision) {
  v1::Header header;
  header.set_revision(revision);
  header.set_source_state(v1::SOURCE_STATE_CURRENT);
  SetTime(Noon() - absl::Hours(1), header.mutable_source_state_time());
  SetTime(Noon() - absl::Milliseconds(500), header.mutable_as_of_time());
  SetTime(Noon(), header.mutable_answer_time());
  uint64_t digest = 0;
  for (const v1::NodeStatus& node : nodes) digest += node.fingerprint();
  header.set_digest(digest);
  header.set_node_count(static_cast<int32_t>(nodes.size()));
  header.set_cluster_id("cluster");
  header.set_topic("coprocessor_status_topic");
  return header;
}

inline v1::ListNodesResponse ListingOf(const std::vector<v1::NodeStatus>& nodes, int64_t revision) {
  v1::ListNodesResponse listing;
  *listing.mutable_header() = HeaderOf(nodes, revision);
  for (const v1::NodeStatus& node : nodes) *listing.add_nodes() = node;
  return listing;
}

// A message with `updated` and nothing else.
inline v1::WatchStatusResponse UpdateOf(const std::vector<v1::NodeStatus>& updated) {
  v1::WatchStatusResponse message;
  for (const v1::NodeStatus& node : updated) *message.add_updated() = node;
  return message;
}

// A message with one removed node, whose tombstone is at `revision`, and nothing else.
inline v1::WatchStatusResponse RemovalOf(int32_t id, int64_t revision) {
  v1::WatchStatusResponse message;
  v1::RemovedNode* removed = message.add_removed();
  removed->set_node_id(id);
  removed->set_revision(revision);
  removed->set_reason(v1::RemovedNode::REASON_DELETED);
  return message;
}

inline v1::WatchStatusResponse WithCheckpoint(v1::WatchStatusResponse message, const std::vector<v1::NodeStatus>& shown,
                                              int64_t revision, const std::string& token) {
  *message.mutable_checkpoint()->mutable_header() = HeaderOf(shown, revision);
  message.mutable_checkpoint()->set_resume_token(token);
  return message;
}

// snapshot_started, all of `nodes` and the checkpoint in one message.
inline v1::WatchStatusResponse SnapshotOf(const std::vector<v1::NodeStatus>& nodes, int64_t revision,
                                          const std::string& token) {
  v1::WatchStatusResponse message = WithCheckpoint(UpdateOf(nodes), nodes, revision, token);
  message.mutable_snapshot_started()->set_reason(v1::SnapshotStarted::REASON_REQUESTED);
  return message;
}

// The nodes of the RFC's example table.
inline std::vector<v1::NodeStatus> RfcNodes() {
  const RowSpec a = {"name_a", {"foo", "bar", "baz"}, "This copro is interesting!"};
  const RowSpec b = {"name_b", {"dd"}, "Strings sensitive info from topic"};
  return {UpNode(1, 11, {a, b}), UpNode(2, 12, {a, b}), UpNode(3, 13, {a, b})};
}

}  // namespace rollcall::testing
