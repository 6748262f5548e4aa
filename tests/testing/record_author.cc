// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/record_author.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace rollcall::testing {
namespace {

const std::vector<std::string> kNames = {"a", "ab", "b", "c"};
const std::vector<std::string> kTopics = {"x", "xy", "z"};
const std::vector<std::string> kStatuses = {"up", "up", "up", "down", "draining"};
const std::vector<int> kLeases = {0, 0, 1, 30};
const std::vector<std::string> kReasons = {"", "", "upgrade"};

std::string RandomKey(int32_t id, Random& random) {
  if (random.Chance(40)) return std::to_string(id);
  std::string key;
  for (int shift = 0; shift < 32; shift += 8) key.push_back(static_cast<char>(static_cast<uint32_t>(id) >> shift));
  return key;
}

std::vector<v1::Coprocessor> RandomRows(Random& random) {
  std::vector<v1::Coprocessor> rows;
  for (const std::string& name : kNames) {
    if (!random.Chance(35)) continue;
    v1::Coprocessor row;
    row.set_name(name);
    for (int topics = random.Below(3); topics > 0; --topics) row.add_input_topics(random.Pick(kTopics));
    row.set_description(std::string(static_cast<size_t>(random.Below(60)), 'd'));
    rows.push_back(row);
  }
  return rows;
}

std::string ToJson(const Meaning& meaning) {
  const std::string rows = absl::StrJoin(meaning.coprocessors, ",", [](std::string* out, const v1::Coprocessor& row) {
    const std::string topics = absl::StrJoin(row.input_topics(), ",", [](std::string* list, const std::string& topic) {
      absl::StrAppend(list, "\"", topic, "\"");
    });
    absl::StrAppend(out, "\"", row.name(), R"(":{"input_topics":[)", topics, R"(],"description":")", row.description(),
                    "\"}");
  });
  return absl::StrCat(R"({"node_id":)", *meaning.node_id, R"(,"status":")", meaning.status, R"(","coprocessors":{)",
                      rows, "}", meaning.lease_s > 0 ? absl::StrCat(R"(,"lease_s":)", meaning.lease_s) : "",
                      meaning.reason.empty() ? "" : absl::StrCat(R"(,"reason":")", meaning.reason, "\""), "}");
}

}  // namespace

ModelRecord RecordAuthor::UnusableValue() const {
  ModelRecord record;
  const int32_t id = Id();
  record.key = RandomKey(id, random);
  if (random.Chance(50)) {
    record.value = random.Chance(50) ? "" : "{broken";
    record.meaning.problem = v1::Problem::CODE_BAD_JSON;
  } else {
    record.value = absl::StrCat(R"({"node_id":)", id, R"(,"status":7,"coprocessors":{}})");
    record.meaning.node_id = id;
    record.meaning.problem = v1::Problem::CODE_WRONG_TYPE;
  }
  return record;
}

ModelRecord RecordAuthor::Status() const {
  ModelRecord record;
  const int32_t id = Id();
  record.key = RandomKey(id, random);
  record.meaning.node_id = random.Chance(4) ? Id() : id;  // sometimes the id of another node
  record.meaning.status = random.Pick(kStatuses);
  record.meaning.coprocessors = RandomRows(random);
  record.meaning.lease_s = random.Pick(kLeases);
  record.meaning.reason = random.Pick(kReasons);
  record.value = ToJson(record.meaning);
  return record;
}

ModelRecord RecordAuthor::Tombstone() const {
  ModelRecord record;
  record.key = RandomKey(Id(), random);
  return record;
}

ModelRecord RecordAuthor::OddRecord() const {
  if (random.Chance(60)) return UnusableValue();
  ModelRecord record;
  if (random.Chance(70)) record.key = absl::StrCat("no-id-", random.Below(3));
  if (random.Chance(70)) record.value = "x";
  return record;
}

v1::Filter RecordAuthor::Filter() const {
  v1::Filter filter;
  if (random.Chance(40)) return filter;
  if (random.Chance(30)) {
    for (int ids = 1 + random.Below(4); ids > 0; --ids) filter.add_node_ids(Id());
  }
  if (random.Chance(50)) filter.add_names(random.Chance(50) ? "a*" : random.Pick(kNames));
  if (random.Chance(30)) filter.add_input_topics(random.Chance(50) ? "x?" : random.Pick(kTopics));
  if (random.Chance(25)) {
    filter.add_states(random.Chance(60) ? v1::NodeStatus::STATE_UP : v1::NodeStatus::STATE_INVALID);
  }
  return filter;
}

}  // namespace rollcall::testing
