// SPDX-License-Identifier: Apache-2.0
// Every error that the API can give, as the code that gives it makes it: its reason, its metadata, and that whatever
// its message names is in the metadata too, for programs.
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "server/api/request.h"
#include "server/history/history_handler.h"
#include "server/list/list_handler.h"
#include "server/list/list_query.h"
#include "server/list/page_token.h"
#include "server/response/error.h"
#include "server/response/not_ready.h"
#include "server/security.h"
#include "server/watch/watch_request.h"
#include "tests/testing/error_detail.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/listed_log.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall {
namespace {

using testing::DetailOf;
using ::testing::ElementsAreArray;

enum class Retry { kNo, kYes };

struct Row {
  std::string name;
  std::function<absl::Status()> make;
  absl::StatusCode code;
  v1::ErrorReason reason;
  std::vector<std::string> metadata;  // the keys, ordered
  Retry retry = Retry::kNo;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

absl::Status ListError(const std::function<void(v1::ListNodesRequest&)>& change) {
  v1::ListNodesRequest request;
  change(request);
  return list::CompileListQuery(request).status();
}

template <typename Add>
absl::Status ManyError(Add add, int count) {
  return ListError([&](v1::ListNodesRequest& request) {
    for (int i = 0; i < count; ++i) add(*request.mutable_filter());
  });
}

absl::Status HeartbeatError() {
  v1::WatchStatusRequest request;
  request.mutable_heartbeat_interval()->set_seconds(301);
  return watch::CompileWatch(request).status();
}

absl::Status UnknownFieldError() {
  return ListError([](v1::ListNodesRequest& request) { request.mutable_filter()->ParseFromString("\x7a\x01x"); });
}

absl::Status ExpiredError() {
  testing::FedStore feed;
  feed.Put(1, {});
  list::ListHandler handler(feed.store());
  list::ListQuery query = *list::CompileListQuery(v1::ListNodesRequest());
  query.page_token = list::PageToken{query.identity.method, 17, 8, query.identity.request.hash, {9, 0}};
  return handler.Handle(query, testing::kFeedTime).status();
}

absl::Status NotReadyError(v1::SourceState state) {
  state::SourceStatus source;
  source.state = state;
  source.topic = "some_topic";
  source.detail = "broker 10.0.0.1:9092 says 3 partitions";
  source.progress = state::ReadProgress{.offset = 500, .end = 2000};
  return response::NotReady(source);
}

absl::Status AccessError(std::vector<std::string> allowed, const std::vector<std::string>& names) {
  SecurityOptions options;
  options.access.identities = std::move(allowed);
  return (*Security::Load(options))->Authorize(rpc::RequestHead(), names);
}

absl::Status HistoryError(absl::Status of_log, const history::HistoryLimits& limits) {
  testing::FedStore feed;
  testing::ListedLog log;
  log.status = std::move(of_log);
  log.entries.push_back({feed.Put(1, {}), topic::BinaryKey(1), testing::StatusJson(1, {}), 0});
  const history::HistoryHandler handler(feed.store(), log, limits);
  return handler
      .Handle(
          *history::CompileChangesQuery({}), absl::InfiniteDuration(), [] { return testing::kFeedTime; },
          [] { return true; })
      .status();
}

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kUnavailable = absl::StatusCode::kUnavailable;
constexpr auto kExhausted = absl::StatusCode::kResourceExhausted;

const std::vector<std::string> kField = {"field"};
const std::vector<std::string> kFieldValue = {"field", "value"};
const std::vector<std::string> kFieldLimit = {"field", "limit", "value"};
const std::vector<std::string> kTopicDetail = {"detail", "topic"};
const std::vector<std::string> kProgress = {"detail", "endOffset", "offset", "topic"};

std::vector<Row> InvalidFields() {
  using List = v1::ListNodesRequest;
  return {
      {"Request", [] { return api::Parse<List>("\xff").status(); }, kInvalid, v1::ERROR_REASON_INVALID_FIELD, kField},
      {"PageSize", [] { return ListError([](List& request) { request.set_page_size(-5); }); }, kInvalid,
       v1::ERROR_REASON_INVALID_FIELD, kFieldLimit},
      {"MinRevision", [] { return ListError([](List& request) { request.set_min_revision(-7); }); }, kInvalid,
       v1::ERROR_REASON_INVALID_FIELD, kFieldLimit},
      {"View", [] { return ListError([](List& request) { request.set_view(static_cast<v1::NodeView>(9)); }); },
       kInvalid, v1::ERROR_REASON_INVALID_FIELD, kFieldValue},
      {"NodeIds", [] { return ManyError([](v1::Filter& filter) { filter.add_node_ids(1); }, 1001); }, kInvalid,
       v1::ERROR_REASON_INVALID_FIELD, kFieldLimit},
      {"Names", [] { return ManyError([](v1::Filter& filter) { filter.add_names("a"); }, 101); }, kInvalid,
       v1::ERROR_REASON_INVALID_FIELD, kFieldLimit},
      {"LongTopic",
       [] { return ManyError([](v1::Filter& filter) { filter.add_input_topics(std::string(257, 'x')); }, 1); },
       kInvalid, v1::ERROR_REASON_INVALID_FIELD, kFieldLimit},
      {"BadGlob", [] { return ManyError([](v1::Filter& filter) { filter.add_names("a\\"); }, 1); }, kInvalid,
       v1::ERROR_REASON_INVALID_FIELD, kFieldValue},
      {"State",
       [] { return ManyError([](v1::Filter& filter) { filter.add_states(v1::NodeStatus::STATE_UNSPECIFIED); }, 1); },
       kInvalid, v1::ERROR_REASON_INVALID_FIELD, kFieldValue},
      {"Heartbeat", &HeartbeatError, kInvalid, v1::ERROR_REASON_INVALID_FIELD, kFieldLimit},
  };
}

std::vector<Row> OtherRequests() {
  return {
      {"UnknownField", &UnknownFieldError, kInvalid, v1::ERROR_REASON_UNKNOWN_FILTER, kFieldValue},
      {"UnknownState",
       [] {
         return ManyError([](v1::Filter& filter) { filter.add_states(static_cast<v1::NodeStatus::State>(99)); }, 1);
       },
       kInvalid, v1::ERROR_REASON_UNKNOWN_FILTER, kFieldValue},
      {"PageToken", [] { return ListError([](v1::ListNodesRequest& request) { request.set_page_token("x"); }); },
       kInvalid, v1::ERROR_REASON_PAGE_TOKEN_INVALID, kField},
      {"Expired",
       &ExpiredError,
       absl::StatusCode::kAborted,
       v1::ERROR_REASON_PAGE_TOKEN_EXPIRED,
       {"listingRevision", "revision"}},
      {"NoCertificate",
       [] { return AccessError({"ops"}, {}); },
       absl::StatusCode::kUnauthenticated,
       v1::ERROR_REASON_UNAUTHENTICATED,
       {}},
      {"OtherCertificate",
       [] {
         return AccessError({"ops"}, {"host 17", "\xff"});
       },
       absl::StatusCode::kPermissionDenied,
       v1::ERROR_REASON_PERMISSION_DENIED,
       {"names"}},
  };
}

std::vector<Row> Servers() {
  return {
      {"CatchingUp", [] { return NotReadyError(v1::SOURCE_STATE_BEHIND); }, kUnavailable, v1::ERROR_REASON_CATCHING_UP,
       kProgress, Retry::kYes},
      {"TopicMissing", [] { return NotReadyError(v1::SOURCE_STATE_TOPIC_MISSING); }, kUnavailable,
       v1::ERROR_REASON_TOPIC_MISSING, kProgress, Retry::kYes},
      {"BrokerUnreachable", [] { return NotReadyError(v1::SOURCE_STATE_DISCONNECTED); }, kUnavailable,
       v1::ERROR_REASON_BROKER_UNREACHABLE, kProgress, Retry::kYes},
      {"TopicUnsuitable", [] { return NotReadyError(v1::SOURCE_STATE_TOPIC_UNSUITABLE); },
       absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_TOPIC_UNSUITABLE, kTopicDetail},
      {"RevisionNotReached",
       [] { return response::RevisionNotReached(17, 4); },
       kUnavailable,
       v1::ERROR_REASON_REVISION_NOT_REACHED,
       {"minRevision", "revision"},
       Retry::kYes},
      {"ShuttingDown",
       [] { return response::ShuttingDown(); },
       kUnavailable,
       v1::ERROR_REASON_SHUTTING_DOWN,
       {},
       Retry::kYes},
      {"WatcherLimit",
       [] { return response::TooManyWatches(20'000); },
       kExhausted,
       v1::ERROR_REASON_WATCHER_LIMIT,
       {"limit"},
       Retry::kYes},
      {"ListLimit",
       [] { return response::TooManyLists(10'000); },
       kExhausted,
       v1::ERROR_REASON_LIST_LIMIT,
       {"limit"},
       Retry::kYes},
      {"HistoryLimit",
       [] { return response::TooManyHistories(16); },
       kExhausted,
       v1::ERROR_REASON_HISTORY_LIMIT,
       {"limit"},
       Retry::kYes},
      {"HistoryNotRead", [] { return HistoryError(absl::UnavailableError("no broker answers"), {}); }, kUnavailable,
       v1::ERROR_REASON_HISTORY_NOT_READ, kTopicDetail, Retry::kYes},
      {"HistoryTooLarge",
       [] { return HistoryError(absl::OkStatus(), {.max_bytes = 1}); },
       absl::StatusCode::kFailedPrecondition,
       v1::ERROR_REASON_HISTORY_TOO_LARGE,
       {"limit"}},
      {"Overloaded",
       [] { return response::TooManyUnreadAnswers(268'435'456); },
       kExhausted,
       v1::ERROR_REASON_OVERLOADED,
       {"limit"},
       Retry::kYes},
  };
}

std::vector<Row> AllRows() {
  std::vector<Row> rows = InvalidFields();
  for (const auto& more : {OtherRequests(), Servers()}) rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

google::rpc::ErrorInfo InfoOf(const Row& row) { return DetailOf<google::rpc::ErrorInfo>(row.make()); }

// Whether one of the values has the text in it.
bool IsInMetadata(const google::rpc::ErrorInfo& info, const std::string& text) {
  for (const auto& [key, value] : info.metadata()) {
    if (absl::StrContains(value, text)) return true;
  }
  return false;
}

// The numbers and the quoted texts of a message, but for what quotes a fixed word.
std::set<std::string> NamedIn(const std::string& message) {
  static const std::regex pattern(R"(\b\d+\b|'[^']+')");
  std::set<std::string> named;
  for (std::sregex_iterator it(message.begin(), message.end(), pattern), end; it != end; ++it) named.insert(it->str());
  return named;
}

class ErrorTableTest : public ::testing::TestWithParam<Row> {};

TEST_P(ErrorTableTest, HasItsCodeReasonMetadataAndRetryInfo) {
  const absl::Status status = GetParam().make();
  EXPECT_EQ(status.code(), GetParam().code) << status;
  const auto info = InfoOf(GetParam());
  EXPECT_EQ("ERROR_REASON_" + info.reason(), v1::ErrorReason_Name(GetParam().reason));
  std::vector<std::string> keys;
  for (const auto& [key, value] : info.metadata()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  EXPECT_THAT(keys, ElementsAreArray(GetParam().metadata));
  EXPECT_EQ(testing::HasDetail<google::rpc::RetryInfo>(status), GetParam().retry == Retry::kYes);
}

TEST_P(ErrorTableTest, HasInItsMetadataWhatItsMessageNames) {
  const absl::Status status = GetParam().make();
  const auto info = InfoOf(GetParam());
  for (const std::string& named : NamedIn(std::string(status.message()))) {
    // The ways out that messages show: ranges and how to write a backslash are in the manual.
    if (named == "'\\'" || named == "'\\\\'") continue;
    EXPECT_TRUE(IsInMetadata(info, named)) << named << " in: " << status.message();
  }
  for (const auto& [key, value] : info.metadata()) EXPECT_NE(value, "") << key;
}

INSTANTIATE_TEST_SUITE_P(All, ErrorTableTest, ::testing::ValuesIn(AllRows()),
                         [](const auto& test) { return test.param.name; });

TEST(ErrorTableCompletenessTest, TheTableHasEveryReason) {
  std::set<int> reasons = {v1::ERROR_REASON_UNSPECIFIED};
  for (const Row& row : AllRows()) reasons.insert(row.reason);
  EXPECT_EQ(reasons.size(), static_cast<size_t>(v1::ErrorReason_descriptor()->value_count()));
}

}  // namespace
}  // namespace rollcall
