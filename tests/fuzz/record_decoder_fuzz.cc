// SPDX-License-Identifier: Apache-2.0
// One record, `TIMESTAMP KEY=VALUE`, from its bytes to what the API sends for it. A TIMESTAMP that is not a number
// means that the record has none.
#include <algorithm>
#include <string>
#include <variant>

#include "absl/numeric/int128.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "base/absl_view.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/node_encoder.h"
#include "tests/fuzz/fuzz.h"
#include "topic/record/record_decoder.h"

namespace rollcall::state {
namespace {

using fuzz::Require;

constexpr int64_t kOffset = 42;
constexpr uint64_t kFingerprint = 0x0123456789abcdef;

void CheckProblem(const topic::RecordView& record, const v1::NodeStatus& node) {
  Require(node.coprocessors().empty() && node.status_text().empty(), "an invalid node has no other fields");
  Require(node.problem().code() != v1::Problem::CODE_UNSPECIFIED, "a problem has a code");
  Require(fuzz::IsPlainText(node.problem().message()), "a problem's message is plain text");
  Require(record.key->starts_with(node.problem().key()) && node.problem().offset() == kOffset,
          "a problem names its record");
}

void CheckStatus(const topic::Status& status, const v1::NodeStatus& node) {
  Require(node.status_text() == status.status && node.publisher_instance() == status.instance &&
              node.reason() == status.reason,
          "the texts are the status's");
  Require((node.state() == v1::NodeStatus::STATE_UP) == (status.status == "up"), "the state is up if the status is");
  Require((node.state() == v1::NodeStatus::STATE_DOWN) == (status.status == "down"),
          "the state is down if the status is");
  Require(node.has_lease() == status.lease.has_value(), "there is a lease if the status has one");
  Require(std::equal(node.coprocessors().begin(), node.coprocessors().end(), status.coprocessors.begin(),
                     status.coprocessors.end(),
                     [&](const v1::Coprocessor& row, const topic::Coprocessor& coprocessor) {
                       return row.name() == coprocessor.name && row.node_id() == status.node_id &&
                              row.description() == coprocessor.description && row.state_text() == coprocessor.state &&
                              std::equal(row.input_topics().begin(), row.input_topics().end(),
                                         coprocessor.input_topics.begin(), coprocessor.input_topics.end());
                     }),
          "the rows are the coprocessors");
}

void CheckPublishTime(int64_t timestamp_ms, const v1::NodeStatus& node) {
  // As the API's manual says how to compute the fingerprint.
  int64_t shown_ms = topic::kNoTimestamp;
  if (node.has_raw_timestamp_ms()) shown_ms = node.raw_timestamp_ms();
  if (node.has_publish_time()) {
    const auto& time = node.publish_time();
    Require(time.nanos() >= 0 && time.nanos() < 1'000'000'000, "the nanoseconds are less than a second");
    shown_ms = time.seconds() * 1000 + time.nanos() / 1'000'000;
  }
  Require(shown_ms == timestamp_ms, "the time is the record's");
  Require(!node.has_publish_time() || !node.has_raw_timestamp_ms(), "one field has the time");
}

void CheckStaleAfterTime(int64_t timestamp_ms, const topic::Status& status, const v1::NodeStatus& node) {
  constexpr int64_t kSecondUs = 1'000'000;
  const absl::int128 after_us =
      absl::int128(timestamp_ms) * 1000 + 3 * absl::ToInt64Microseconds(status.lease.value_or(absl::ZeroDuration()));
  // The years 1 to 9999.
  const bool fits =
      after_us >= absl::int128(-62'135'596'800) * kSecondUs && after_us < absl::int128(253'402'300'800) * kSecondUs;
  const bool is_expected = status.lease.has_value() && timestamp_ms != topic::kNoTimestamp && fits;
  Require(node.has_stale_after_time() == is_expected, "there is a stale_after_time if it can be told");
  if (!is_expected) return;
  const auto& time = node.stale_after_time();
  Require(time.nanos() >= 0 && time.nanos() < 1'000'000'000, "the nanoseconds are less than a second");
  Require(absl::int128(time.seconds()) * kSecondUs + time.nanos() / 1000 == after_us,
          "stale_after_time is three leases after the record");
}

v1::NodeStatus NodeOf(const encoding::EncodedNode& node) {
  v1::ListNodesResponse response;
  Require(response.ParseFromString(std::string(node.field())) && response.nodes_size() == 1,
          "the encoded field has one node");
  const std::string parts = std::string(node.head()) + std::string(node.rows()) + std::string(node.tail());
  Require(response.nodes(0).SerializeAsString() == parts, "the parts make up the node, in the order of field numbers");
  return response.nodes(0);
}

void CheckRecord(const topic::RecordView& record) {
  const topic::KeyIds ids = topic::ReadKey(*record.key);
  if (!ids.IsNodeKey()) return;
  const topic::DecodedRecord decoded = topic::DecodeRecord(ids, *record.value);
  Require(ids.binary == decoded.node_id || ids.decimal == decoded.node_id, "the node is one that the key can mean");
  const encoding::EncodedNodePtr encoded = encoding::EncodeNode(record, decoded, kFingerprint);
  const v1::NodeStatus node = NodeOf(*encoded);
  Require(node.node_id() == decoded.node_id && node.state() == encoded->state,
          "the encoded node has the node's id and state");
  Require(node.revision() == kOffset && node.fingerprint() == kFingerprint,
          "and the record's revision and fingerprint");
  Require(encoded->key() == *record.key && encoded->value() == *record.value, "the raw record is kept");
  CheckPublishTime(record.timestamp_ms, node);
  const auto* status = std::get_if<topic::Status>(&decoded.content);
  Require((node.state() == v1::NodeStatus::STATE_INVALID) == (status == nullptr),
          "a node is invalid if it has a problem");
  if (status == nullptr) return CheckProblem(record, node);
  Require(status->node_id == decoded.node_id, "a usable value names the node");
  CheckStatus(*status, node);
  CheckStaleAfterTime(record.timestamp_ms, *status, node);
}

}  // namespace
}  // namespace rollcall::state

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using rollcall::fuzz::SplitAtFirst;
  const auto [time, rest] = SplitAtFirst(rollcall::fuzz::TextOf(data, size), ' ');
  const auto [key, value] = SplitAtFirst(rest.value_or(""), '=');
  int64_t timestamp_ms = 0;
  if (!absl::SimpleAtoi(rollcall::AbslView(time), &timestamp_ms)) timestamp_ms = rollcall::topic::kNoTimestamp;
  rollcall::state::CheckRecord({rollcall::state::kOffset, timestamp_ms, key, value.value_or("")});
  return 0;
}
