// SPDX-License-Identifier: Apache-2.0
// What Redpanda's admin API says about data transforms: the answer of GET /v1/transform.
//
// The node that is asked collects it from all nodes of the cluster. A transform runs on the leaders of its input
// topic's partitions, so that each partition is named once, with the node that leads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::agent {

// From the best to the worst.
enum class PartitionState : uint8_t { kRunning, kInactive, kUnknown, kErrored };

std::string_view NameOf(PartitionState state);

struct TransformPartition {
  int32_t partition = 0;
  int32_t node_id = 0;
  PartitionState state = PartitionState::kUnknown;
};

struct Transform {
  std::string name;
  std::string input_topic;
  std::vector<std::string> output_topics;
  std::vector<TransformPartition> partitions;
};

struct TransformReport {
  // Where data transforms are disabled, no node can run one. There are no transforms then.
  enum class Feature : uint8_t { kEnabled, kDisabled };
  Feature feature = Feature::kEnabled;
  std::vector<Transform> transforms;
};

// Reads an answer. Unknown fields are ignored, and a state of an unknown name is kUnknown. The environment of a
// transform, whose values may be secrets, is not even kept while it is parsed. A partition without a node is left out.
//
// Errors say what was found and what to do, but quote nothing of a report: UNAUTHENTICATED and PERMISSION_DENIED for
// HTTP 401 and 403, DATA_LOSS for an answer that is not a whole report, UNAVAILABLE for anything else.
absl::StatusOr<TransformReport> ReadTransformAnswer(int http_status, std::string_view body);

}  // namespace rollcall::agent
