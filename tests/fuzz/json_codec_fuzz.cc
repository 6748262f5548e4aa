// SPDX-License-Identifier: Apache-2.0
// A record's value: the codec accepts exactly what is JSON, a status holds what the JSON holds, and a status that is
// encoded decodes to itself.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "absl/time/time.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_grammar.h"
#include "topic/record/json_codec.h"

namespace rollcall::topic {
namespace {

using fuzz::Require;
using nlohmann::json;

constexpr size_t kMaxMessageBytes = 420;  // the same limit as in tests/topic/record/json_codec_test.cc

void CheckProblem(const Problem& problem) {
  Require(fuzz::IsPlainText(problem.message) && !problem.message.empty(), "a problem's message is plain text");
  Require(problem.message.size() <= kMaxMessageBytes, "a problem's message is short");
}

size_t CheckCoprocessors(const Status& status) {
  size_t bytes = 0;
  const Coprocessor* before = nullptr;
  for (const Coprocessor& coprocessor : status.coprocessors) {
    Require(before == nullptr || before->name < coprocessor.name, "coprocessors are ordered by name, names are unique");
    before = &coprocessor;
    std::string texts = coprocessor.name + coprocessor.description + coprocessor.state;
    for (const std::string& topic : coprocessor.input_topics) texts += topic;
    Require(fuzz::IsUtf8(texts), "a coprocessor's texts are UTF-8");
    bytes += texts.size();
  }
  return bytes;
}

void CheckStatus(const Status& status, std::string_view value) {
  const std::string texts = status.status + status.instance + status.reason;
  Require(fuzz::IsUtf8(texts), "a status's texts are UTF-8");
  const size_t bytes = CheckCoprocessors(status) + texts.size();
  Require(bytes <= 3 * value.size(), "texts grow at most by one U+FFFD for each byte");
  Require(status.status != "down" || status.coprocessors.empty(), "a node that is down runs nothing");
  const std::string encoded = EncodeValue(status);
  const DecodedValue again = DecodeValue(encoded);
  Require(again.content == std::variant<Status, Problem>(status), "an encoded status decodes to itself");
  Require(EncodeValue(std::get<Status>(again.content)) == encoded, "a status has one encoding");
}

// `text` is an optional field of the object `parsed`.
void CompareText(const std::string& text, const char* name, const json& parsed) {
  const json other = parsed.value(name, json());
  Require(other.is_null() ? text.empty() : other == text, "an optional text is that of the JSON");
}

void CompareCoprocessor(const Coprocessor& coprocessor, const json& parsed) {
  Require(parsed.at("input_topics") == json(coprocessor.input_topics), "input topics are those of the JSON");
  CompareText(coprocessor.description, "description", parsed);
  CompareText(coprocessor.state, "state", parsed);
}

constexpr double kMaxLease = 315'360'000;

// The other parser reads numbers as doubles. So it cannot tell whether 0 is a number above 0, or kMaxLease one above
// it.
void CompareLease(const Status& status, const json& parsed) {
  const json lease = parsed.value("lease_s", json());
  Require(lease.is_null() != status.lease.has_value(), "there is a lease if the JSON has one");
  if (lease.is_null()) return;
  const auto seconds = lease.get<double>();
  Require(seconds >= 0 && seconds <= kMaxLease, "a lease is within its limits");
  Require(*status.lease == absl::Microseconds(std::max<int64_t>(1, std::llround(seconds * 1e6))),
          "a lease is that of the JSON to the microsecond, and never none");
}

// A lease is refused only if it is not within its limits.
void CheckRefusedLease(const Problem& problem, const json& parsed) {
  if (!problem.message.starts_with("lease_s: expected seconds")) return;
  const json& lease = parsed.at("lease_s");
  Require(lease.is_number() && (lease.get<double>() <= 0 || lease.get<double>() >= kMaxLease), "the lease is refused");
}

// `parsed` is another parser's result for the same bytes.
void Compare(const Status& status, const json& parsed) {
  Require(parsed.at("node_id") == status.node_id, "node_id is that of the JSON");
  Require(parsed.at("status") == status.status, "status is that of the JSON");
  CompareLease(status, parsed);
  CompareText(status.instance, "instance", parsed);
  CompareText(status.reason, "reason", parsed);
  if (status.status == "down") return;
  Require(parsed.at("coprocessors").size() == status.coprocessors.size(), "as many coprocessors as in the JSON");
  for (const Coprocessor& coprocessor : status.coprocessors) {
    CompareCoprocessor(coprocessor, parsed["coprocessors"].at(coprocessor.name));
  }
}

void CheckValue(std::string_view value) {
  const DecodedValue decoded = DecodeValue(value);
  const auto* problem = std::get_if<Problem>(&decoded.content);
  const bool is_accepted_as_json = problem == nullptr || problem->code != ProblemCode::kBadJson;
  Require(is_accepted_as_json == fuzz::IsTopicJson(value), "the codec accepts exactly what is JSON");
  // This parser refuses values that the codec repairs, so those are not compared.
  const json parsed = json::parse(value, nullptr, false);
  if (problem != nullptr) {
    CheckProblem(*problem);
    if (!parsed.is_discarded()) CheckRefusedLease(*problem, parsed);
    return;
  }
  const Status& status = std::get<Status>(decoded.content);
  Require(decoded.node_id == status.node_id, "a usable value names its node");
  CheckStatus(status, value);
  if (!parsed.is_discarded()) Compare(status, parsed);
}

}  // namespace
}  // namespace rollcall::topic

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rollcall::topic::CheckValue(rollcall::fuzz::TextOf(data, size));
  return 0;
}
