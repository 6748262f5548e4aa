// SPDX-License-Identifier: Apache-2.0
// A TopicTailer for tests, which take the part of its reader, describer and prober.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "rollcall/instant.h"
#include "server/feed/topic_tailer.h"
#include "server/state/store.h"
#include "topic/record/key.h"

namespace rollcall::feed {

inline const Instant kStart(absl::FromUnixSeconds(1'700'000'000));

inline topic::TopicDescription UsableTopic() {
  topic::TopicDescription description;
  description.name = "t";
  description.cluster_id = "c";
  description.topic_id = "id-1";
  description.partition_count = 1;
  description.replication_factor = 1;
  description.replicas = {1};
  description.cleanup_policy = "compact";
  description.delete_retention = absl::Hours(24);
  return description;
}

inline std::string UpValue(int32_t node_id, const std::string& name) {
  return absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{")", name,
                      R"(":{"input_topics":["t"]}}})");
}

class TopicTailerTest : public testing::Test {
 protected:
  void Put(int64_t offset, int32_t node_id, const std::string& name, int64_t end_offset) {
    const std::string key = topic::BinaryKey(node_id);
    const std::string value = UpValue(node_id, name);
    tailer_.OnRecord({offset, 1, key, value}, end_offset);
  }
  void Delete(int64_t offset, int32_t node_id, int64_t end_offset) {
    const std::string key = topic::BinaryKey(node_id);
    tailer_.OnRecord({offset, 1, key, std::nullopt}, end_offset);
  }
  void EndBatch(std::optional<int64_t> end = std::nullopt) {
    tailer_.OnBatchEnd({0, end, fetches_}, topic_lookups_, now_);
  }
  // For a bit more than five seconds brokers answer that the log ends at `end`, and nothing arrives.
  void AnswerFetchesInVain(int64_t end) {
    for (int seconds = 0; seconds <= 5; ++seconds) {
      now_ += absl::Seconds(1);
      ++fetches_;
      EndBatch(end);
    }
  }
  void Describe(const absl::StatusOr<topic::TopicDescription>& description) {
    tailer_.OnTopic(description, now_);
    EndBatch();
  }
  void Probe(const absl::StatusOr<ProbeResult>& result) {
    tailer_.OnProbe(result, now_);
    EndBatch();
  }
  // Answers the probe of the current replay.
  void ReportEnd(int64_t end_offset) { Probe(Answer(*tailer_.NextProbe(now_), end_offset)); }
  void ReadThreeNodes() { ReadThreeNodesFrom(0); }
  void ReadThreeNodesFrom(int64_t offset) {
    Describe(UsableTopic());
    ReportEnd(offset + 3);
    tailer_.OnSource(1);
    for (int32_t node = 0; node < 3; ++node) Put(offset + node, node, "a", offset + 3);
    EndBatch();
    tailer_.TakeAssignment();
  }
  // The result of a probe that finds the topic as it was read.
  ProbeResult Answer(const ProbeRequest& request, int64_t end_offset) {
    ProbeResult result;
    result.request = request;
    result.started = now_;
    if (request.expect.has_value()) result.found.push_back(*request.expect);
    result.expect_found = request.expect;
    result.last_found = request.last_record;
    result.end_offset = end_offset;
    result.topic_id = topic_id_;
    result.leader = 1;
    return result;
  }
  size_t ShownNodes() const { return store_.Latest()->nodes->size(); }

  Instant now_ = kStart;
  uint64_t topic_lookups_ = 0;     // of the reader
  uint64_t fetches_ = 0;           // answered so far
  std::string topic_id_ = "id-1";  // what the brokers answer to probes
  state::Store store_;
  FeedCounters counters_;
  TopicTailer tailer_{store_, counters_, "t", 7, kStart};
};

}  // namespace rollcall::feed
