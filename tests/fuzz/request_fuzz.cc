// SPDX-License-Identifier: Apache-2.0
// Any bytes as each of the API's four requests. A request is either refused with INVALID_ARGUMENT and a reason, or can
// be answered. The order of a filter's values makes no difference.
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "server/encoding/node_encoder.h"
#include "server/history/changes_query.h"
#include "server/list/list_query.h"
#include "server/watch/watch_request.h"
#include "tests/fuzz/fuzz.h"
#include "tests/testing/compiled_filter.h"
#include "topic/record/record_decoder.h"

namespace rollcall::api {
namespace {

using fuzz::Require;

constexpr size_t kMaxErrorBytes = 4096;

encoding::EncodedNodePtr SampleNode() {
  const topic::RecordView record{
      7, 1'700'000'000'000, "5",
      R"({"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":["foo","bar"]},"é":{"input_topics":[]}}})"};
  return encoding::EncodeNode(record, topic::DecodeRecord(topic::ReadKey(*record.key), *record.value),
                              topic::Fingerprint(record));
}

void CheckRefusal(const absl::Status& status) {
  Require(status.code() == absl::StatusCode::kInvalidArgument, "a refusal is an INVALID_ARGUMENT");
  Require(fuzz::IsUtf8(std::string(status.message())) && !status.message().empty(), "and the message is UTF-8");
  size_t bytes = status.message().size();
  bool has_reason = false;
  status.ForEachPayload([&](const auto& type_url, const absl::Cord& payload) {
    bytes += type_url.size() + payload.size();
    has_reason |= std::string(type_url).ends_with("google.rpc.ErrorInfo");
  });
  Require(has_reason, "a refusal has an ErrorInfo");
  Require(bytes <= kMaxErrorBytes, "and fits into a call's trailers");
}

// The same values in another order.
v1::Filter Reversed(v1::Filter filter) {
  std::reverse(filter.mutable_node_ids()->begin(), filter.mutable_node_ids()->end());
  std::reverse(filter.mutable_names()->begin(), filter.mutable_names()->end());
  std::reverse(filter.mutable_input_topics()->begin(), filter.mutable_input_topics()->end());
  std::reverse(filter.mutable_states()->begin(), filter.mutable_states()->end());
  return filter;
}

void CheckFilter(const select::Filter& filter, const v1::Filter& asked) {
  static const encoding::EncodedNodePtr node = SampleNode();
  const auto reversed = testing::CompileFilter(Reversed(asked));
  Require(reversed.ok() && reversed->canonical() == filter.canonical(), "the order of values does not matter");
  select::Matcher matcher(filter);
  Require(select::Matcher(*reversed).Matches(*node) == matcher.Matches(*node), "and selects the same");
  Require(filter.MatchesAll() == filter.canonical().empty(), "an empty filter selects all, no other does");
  const std::string rows = matcher.MatchingRows(*node);
  const bool shows = filter.MatchesNode(*node) && (!filter.HasRowFilter() || !rows.empty());
  Require(matcher.Matches(*node) == shows, "a node is shown if it matches and has a matching row");
  std::string sent;
  select::AppendNode(*node, matcher, select::View::kFull, sent);
  v1::ListNodesResponse response;
  Require(response.ParseFromString(sent) && response.nodes_size() == 1, "an appended node can be parsed");
  Require(response.nodes(0).raw_value() == node->value(), "including its raw value");
}

template <typename Request>
void CheckList(const std::string& bytes) {
  Request request;
  if (!request.ParseFromString(bytes)) return;
  const absl::StatusOr<list::ListQuery> query = list::CompileListQuery(request);
  if (!query.ok()) return CheckRefusal(query.status());
  Require(query->page_size >= 1 && query->page_size <= 10'000, "a page has from 1 to 10000 items");
  Require(query->page_token.has_value() == !request.page_token().empty(), "a page token is used or refused");
  Require(query->min_revision.value_or(0) >= -1, "revisions begin at -1");
  CheckFilter(query->filter, request.filter());
}

void CheckChanges(const std::string& bytes) {
  v1::ListChangesRequest request;
  if (!request.ParseFromString(bytes)) return;
  const absl::StatusOr<history::ChangesQuery> query = history::CompileChangesQuery(request);
  if (!query.ok()) return CheckRefusal(query.status());
  Require(query->page_size >= 1 && query->page_size <= 10'000, "a page has from 1 to 10000 changes");
  Require(query->from_offset >= 0 && query->before_offset >= 0, "offsets begin at 0");
  Require(query->since.has_value() == request.has_since(), "a time is used or refused");
  CheckFilter(query->filter, request.filter());
}

void CheckWatch(const std::string& bytes) {
  v1::WatchStatusRequest request;
  if (!request.ParseFromString(bytes)) return;
  const absl::StatusOr<watch::CompiledWatch> watch = watch::CompileWatch(request);
  if (!watch.ok()) return CheckRefusal(watch.status());
  const absl::Duration heartbeat = watch->request.heartbeat;
  Require(heartbeat >= absl::Seconds(1) && heartbeat <= absl::Minutes(5), "heartbeats come every 1 s to 5 min");
  CheckFilter(watch->filter, request.filter());
}

}  // namespace
}  // namespace rollcall::api

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall;                   // NOLINT: its functions are what is tested
  const google::protobuf::LogSilencer quiet;  // protobuf logs each text that is not UTF-8
  const std::string bytes(fuzz::TextOf(data, size));
  api::CheckList<v1::ListNodesRequest>(bytes);
  api::CheckList<v1::ListCoprocessorsRequest>(bytes);
  api::CheckChanges(bytes);
  api::CheckWatch(bytes);
  return 0;
}
