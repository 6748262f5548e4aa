// SPDX-License-Identifier: Apache-2.0
// The key table under a generated topic. A line is a record, `KEY=VALUE`, or a tombstone, `KEY`. An empty line asks for
// the update so far. Updates are compared with a plain evaluation of the records, and with the table of the compacted
// topic.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "server/state/key_table.h"
#include "tests/fuzz/fuzz.h"
#include "topic/record/record_decoder.h"

namespace rollcall::state {
namespace {

using fuzz::Require;
using topic::RecordView;

// The latest record of each key, and the records since the last update.
struct Log {
  std::map<std::string_view, RecordView> latest;
  std::vector<RecordView> recent;
  int64_t end = 0;
};

std::set<int32_t> IdsOf(std::string_view key) {
  const topic::KeyIds ids = topic::ReadKey(key);
  std::set<int32_t> all;
  if (ids.binary.has_value()) all.insert(*ids.binary);
  if (ids.decimal.has_value()) all.insert(*ids.decimal);
  return all;
}

// The record that the node shows; null if the node is deleted.
const RecordView* ShownBy(const Log& log, int32_t node_id) {
  const RecordView* newest = nullptr;
  for (const std::string& key : {topic::BinaryKey(node_id), topic::DecimalKey(node_id)}) {
    const auto found = log.latest.find(key);
    if (found == log.latest.end() || !found->second.value.has_value()) continue;
    const RecordView& record = found->second;
    if (topic::DecodeRecord(topic::ReadKey(key), *record.value).node_id != node_id) continue;
    if (newest == nullptr || newest->offset < record.offset) newest = &record;
  }
  return newest;
}

void CheckNode(const Log& log, const NodeChange& change) {
  const RecordView* shown = ShownBy(log, change.id);
  Require((shown == nullptr) == (change.node == nullptr), "a node exists if one of its keys has a live record");
  if (shown == nullptr) return;
  const encoding::EncodedNode& node = *change.node;
  Require(node.node_id == change.id && node.offset == shown->offset, "a node shows its newest live record");
  Require(node.key() == *shown->key && node.value() == *shown->value, "and that record's bytes");
  Require(node.fingerprint == topic::Fingerprint(*shown), "and its fingerprint");
}

void CheckChanges(const Log& log, const Update& update) {
  std::map<int32_t, std::vector<const RecordView*>> expected;
  for (const RecordView& record : log.recent) {
    for (const int32_t id : IdsOf(*record.key)) expected[id].push_back(&record);
  }
  Require(update.nodes.size() == expected.size(), "exactly the nodes that the records are about have changed");
  const NodeChange* before = nullptr;
  for (const NodeChange& change : update.nodes) {
    Require(before == nullptr ||
                ChangePosition{before->mod_revision, before->id} < ChangePosition{change.mod_revision, change.id},
            "changes are in order");
    before = &change;
    const auto records = expected.find(change.id);
    Require(records != expected.end(), "a change is about a node of a record");
    Require(change.records == static_cast<int64_t>(records->second.size()), "each record is counted");
    Require(change.mod_revision == records->second.back()->offset, "a change has the offset of its last record");
    Require(change.change_fingerprint == topic::Fingerprint(*records->second.back()), "and has its fingerprint");
    CheckNode(log, change);
  }
}

void CheckInvalidKeys(const Log& log, const InvalidKeySummary& invalid_keys) {
  int32_t live = 0;
  for (const auto& [key, record] : log.latest) live += IdsOf(key).empty() && record.value.has_value() ? 1 : 0;
  Require(invalid_keys.count == live, "live records under invalid keys are counted");
  Require(invalid_keys.newest.size() == std::min(static_cast<size_t>(live), kMaxListedProblems), "and listed");
  for (const v1::Problem& problem : invalid_keys.newest) {
    Require(fuzz::IsPlainText(problem.message()), "a problem's message is plain text");
  }
}

void CheckUpdate(KeyTable& table, Log& log) {
  const Update update = table.TakeUpdate();
  CheckChanges(log, update);
  CheckInvalidKeys(log, *update.invalid_keys);
  Require(update.records.size() == log.recent.size(), "each record has an id in the update");
  log.recent.clear();
}

// Compaction keeps the latest record of each key, so the same nodes show the same bytes.
void CheckCompacted(const Log& log) {
  std::map<int64_t, RecordView> compacted;
  for (const auto& [key, record] : log.latest) compacted[record.offset] = record;
  KeyTable table;
  for (const auto& [offset, record] : compacted) table.Apply(record, RecordTracking::kOff);
  const Update update = table.TakeUpdate();
  for (const NodeChange& change : update.nodes) CheckNode(log, change);
  CheckInvalidKeys(log, *update.invalid_keys);
  std::optional<int64_t> oldest;
  for (const auto& [offset, record] : compacted) {
    if (record.value.has_value() && !oldest.has_value()) oldest = offset;
  }
  Require(table.OldestLive() == oldest, "the oldest live record is known");
}

void Run(std::string_view lines) {
  KeyTable table;
  Log log;
  std::optional<std::string_view> rest = lines;
  while (rest.has_value()) {
    const auto [line, more] = fuzz::SplitAtFirst(*rest, '\n');
    rest = more;
    if (line.empty()) {
      CheckUpdate(table, log);
      continue;
    }
    const auto [key, value] = fuzz::SplitAtFirst(line, '=');
    const RecordView record{log.end++, 1'700'000'000'000, key, value};
    table.Apply(record, RecordTracking::kOn);
    log.latest[key] = record;
    log.recent.push_back(record);
    Require(IdsOf(key).empty() || table.IsLatest(key, record.offset), "the record just read is the latest of its key");
  }
  CheckUpdate(table, log);
  CheckCompacted(log);
}

}  // namespace
}  // namespace rollcall::state

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rollcall::state::Run(rollcall::fuzz::TextOf(data, size));
  return 0;
}
