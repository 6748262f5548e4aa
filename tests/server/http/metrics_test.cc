// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "rollcall/instant.h"
#include "tests/testing/fed_store.h"

namespace rollcall::http {
namespace {

using testing::FedStore;
using testing::kFeedTime;

double ValueOf(prometheus::MetricType type, const prometheus::ClientMetric& metric) {
  if (type == prometheus::MetricType::Counter) return metric.counter.value;
  if (type == prometheus::MetricType::Gauge) return metric.gauge.value;
  return static_cast<double>(metric.histogram.sample_count);
}

// The value of each time series, of a histogram its count, by its name, such as "rollcall_nodes" or
// "rollcall_source_state{state=current}".
std::map<std::string, double> ValuesOf(const std::vector<prometheus::MetricFamily>& families) {
  std::map<std::string, double> values;
  for (const prometheus::MetricFamily& family : families) {
    for (const prometheus::ClientMetric& metric : family.metric) {
      std::string name = family.name;
      for (const auto& label : metric.label) name += "{" + label.name + "=" + label.value + "}";
      EXPECT_TRUE(values.emplace(name, ValueOf(family.type, metric)).second) << name;
    }
  }
  return values;
}

class MetricsTest : public ::testing::Test {
 protected:
  std::map<std::string, double> Collect(const FedStore& feed, Instant now = kFeedTime) {
    return ValuesOf(
        Metrics(feed.store(), counters_, watches_, rpc_, reload_, [this] { return usage_; }).CollectAt(now));
  }

  feed::FeedCounters counters_;
  watch::WatchCounters watches_;
  rpc::RpcCounters rpc_;
  ReloadStatus reload_;
  Usage usage_;
};

TEST_F(MetricsTest, ShowTheStateOfTheStore) {
  FedStore feed;
  feed.Put(1, {});
  feed.Put(2, {});
  feed.PutRecord("bad key", "{}");
  auto values = Collect(feed);
  EXPECT_EQ(values.at("rollcall_ready"), 1);
  EXPECT_EQ(values.at("rollcall_revision"), 2);
  EXPECT_EQ(values.at("rollcall_nodes{state=up}"), 2);
  EXPECT_EQ(values.at("rollcall_invalid_key_records"), 1);
}

// A FedStore's records are from the first seconds of 1970, by their offset.
TEST_F(MetricsTest, CountTheNodesThatAreStaleByTheEvidence) {
  FedStore feed;
  feed.Put(1, {});  // without a lease
  feed.PutRecord("2", R"({"node_id":2,"status":"up","coprocessors":{},"lease_s":10})");
  feed.PutRecord("3", R"({"node_id":3,"status":"down","coprocessors":{},"lease_s":20})");
  const auto stale_at = [&](absl::Duration since_1970) {
    feed.SetAsOf(Instant(absl::UnixEpoch() + since_1970));
    return Collect(feed).at("rollcall_stale_nodes");
  };
  EXPECT_EQ(stale_at(absl::Seconds(1 + 30)), 0);
  EXPECT_EQ(stale_at(absl::Seconds(1 + 30) + absl::Nanoseconds(1)), 1);
  EXPECT_EQ(stale_at(absl::Seconds(2 + 60)), 1);
  EXPECT_EQ(stale_at(absl::Seconds(2 + 60) + absl::Nanoseconds(1)), 2);
  EXPECT_EQ(stale_at(-absl::Seconds(30)), 1) << "the record of node 2 is from the future";
  feed.SetAsOf(Instant::InfinitePast());
  EXPECT_EQ(Collect(feed).at("rollcall_stale_nodes"), 0) << "there is no evidence";
}

TEST_F(MetricsTest, BeforeTheFirstCompleteReadThereIsNoState) {
  const auto values = Collect(FedStore(FedStore::Start::kNotReady));
  EXPECT_EQ(values.at("rollcall_ready"), 0);
  EXPECT_EQ(values.at("rollcall_as_of_timestamp_seconds"), 0);
  for (const char* name :
       {"rollcall_revision", "rollcall_nodes{state=up}", "rollcall_stale_nodes", "rollcall_invalid_key_records"}) {
    EXPECT_EQ(values.count(name), 0u) << name;
  }
}

TEST_F(MetricsTest, ExactlyTheCurrentSourceStateIsOne) {
  FedStore feed;
  feed.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  const std::string prefix = "rollcall_source_state{state=";
  std::set<std::string> states;
  for (const auto& [name, value] : Collect(feed)) {
    if (!name.starts_with(prefix)) continue;
    const std::string state = name.substr(prefix.size(), name.size() - prefix.size() - 1);
    states.insert(state);
    EXPECT_EQ(value, state == "topic_missing" ? 1 : 0) << name;
  }
  EXPECT_EQ(states, (std::set<std::string>{"behind", "current", "disconnected", "topic_missing", "topic_unsuitable"}));
}

TEST_F(MetricsTest, AProcessThatStoodStillDoesNotCallOldEvidenceCurrent) {
  const FedStore feed;
  EXPECT_EQ(Collect(feed).at("rollcall_source_state{state=current}"), 1);
  auto values = Collect(feed, kFeedTime + absl::Minutes(1));
  EXPECT_EQ(values.at("rollcall_source_state{state=current}"), 0);
  EXPECT_EQ(values.at("rollcall_source_state{state=behind}"), 1);
  const double as_of = absl::ToDoubleSeconds(kFeedTime.wall() - absl::UnixEpoch());
  EXPECT_EQ(values.at("rollcall_as_of_timestamp_seconds"), as_of);
  EXPECT_EQ(values.at("rollcall_source_state_timestamp_seconds"), as_of + absl::ToDoubleSeconds(state::kCurrentFor));
}

TEST_F(MetricsTest, ShowTheCountersOfTheFeed) {
  counters_.records = 1;
  counters_.bytes = 2;
  counters_.null_key_records = 3;
  counters_.gaps = 4;
  counters_.replays[static_cast<size_t>(feed::ReplayReason::kOtherTopic)] = 5;
  counters_.unreadable = 6;
  counters_.probes_answered = 7;
  counters_.probes_failed = 8;
  counters_.descriptions_answered = 9;
  counters_.descriptions_failed = 10;
  counters_.probe_time.Observe(absl::Milliseconds(20));
  const auto values = Collect(FedStore());
  EXPECT_EQ(values.at("rollcall_feed_records_total"), 1);
  EXPECT_EQ(values.at("rollcall_feed_bytes_total"), 2);
  EXPECT_EQ(values.at("rollcall_feed_null_key_records_total"), 3);
  EXPECT_EQ(values.at("rollcall_feed_gaps_total"), 4);
  EXPECT_EQ(values.at("rollcall_feed_replays_total{reason=other_topic}"), 5);
  EXPECT_EQ(values.at("rollcall_feed_replays_total{reason=topic_found}"), 0);
  EXPECT_EQ(values.at("rollcall_probe_duration_seconds"), 1);
  EXPECT_EQ(values.at("rollcall_feed_unreadable_total"), 6);
  EXPECT_EQ(values.at("rollcall_probes_answered_total"), 7);
  EXPECT_EQ(values.at("rollcall_probes_failed_total"), 8);
  EXPECT_EQ(values.at("rollcall_descriptions_answered_total"), 9);
  EXPECT_EQ(values.at("rollcall_descriptions_failed_total"), 10);
}

TEST_F(MetricsTest, ShowTheCountersOfTheWatches) {
  watches_.watchers = 1;
  watches_.messages = 3;
  watches_.bytes = 4;
  watches_.waiting = 5;
  watches_.stalls = 6;
  watches_.stalled_ms = 7500;
  watches_.conflated = 8;
  watches_.snapshots[v1::SnapshotStarted::REASON_TOKEN_EXPIRED] = 9;
  watches_.send_time.Observe(absl::Milliseconds(1));
  const auto values = Collect(FedStore());
  EXPECT_EQ(values.at("rollcall_watchers"), 1);
  EXPECT_EQ(values.at("rollcall_watch_conflated_updates_total"), 8);
  EXPECT_EQ(values.at("rollcall_watch_snapshots_total{reason=token_expired}"), 9);
  EXPECT_EQ(values.at("rollcall_watch_snapshots_total{reason=requested}"), 0);
  EXPECT_EQ(values.at("rollcall_watch_send_seconds"), 1);
  EXPECT_EQ(values.at("rollcall_watch_messages_total"), 3);
  EXPECT_EQ(values.at("rollcall_watch_bytes_total"), 4);
  EXPECT_EQ(values.at("rollcall_watch_messages_in_flight"), 5);
  EXPECT_EQ(values.at("rollcall_watch_stalls_total"), 6);
  EXPECT_EQ(values.at("rollcall_watch_stalled_seconds_total"), 7.5);
}

TEST_F(MetricsTest, ShowWhatTheServerUses) {
  usage_ = {.page_snapshots = 1,
            .page_snapshot_bytes = 2,
            .list_work_queued = 3,
            .revision_waiters = 4,
            .filter_memory_bytes = 6,
            .histories_waiting = 7,
            .page_viewers = 8};
  const auto values = Collect(FedStore());
  EXPECT_EQ(values.at("rollcall_page_snapshots"), 1);
  EXPECT_EQ(values.at("rollcall_page_snapshot_bytes"), 2);
  EXPECT_EQ(values.at("rollcall_list_work_queued"), 3);
  EXPECT_EQ(values.at("rollcall_revision_waiters"), 4);
  EXPECT_EQ(values.at("rollcall_filter_memory_bytes"), 6);
  EXPECT_EQ(values.at("rollcall_histories_waiting"), 7);
  EXPECT_EQ(values.at("rollcall_page_viewers"), 8);
}

TEST_F(MetricsTest, ShowTheServersLife) {
  const auto before = Collect(FedStore());
  EXPECT_EQ(before.at("rollcall_draining"), 0);
  EXPECT_EQ(before.at("rollcall_config_last_reload_successful"), 1) << "the settings of the start could be used";
  usage_.is_draining = true;
  reload_.Note(false);
  const auto values = Collect(FedStore());
  const char* const time = "rollcall_config_last_reload_success_timestamp_seconds";
  EXPECT_EQ(values.at("rollcall_draining"), 1);
  EXPECT_EQ(values.at("rollcall_config_last_reload_successful"), 0);
  EXPECT_EQ(values.at(time), before.at(time)) << "a failure is none";
  EXPECT_GT(values.at(time), absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()) - 3600);
  reload_.Note(true);
  EXPECT_EQ(Collect(FedStore()).at("rollcall_config_last_reload_successful"), 1);
}

TEST_F(MetricsTest, ShowTheFilesThatSayWhoMayCall) {
  const char* const usable = "rollcall_access_files_usable";
  const char* const expiry = "rollcall_certificate_expiry_timestamp_seconds";
  const auto before = Collect(FedStore());
  EXPECT_EQ(before.at(usable), 1);
  EXPECT_EQ(before.count(expiry), 0) << "there is no certificate";
  usage_.access_files = {.are_usable = false, .certificate_expiry = absl::FromUnixSeconds(4'000'000'000)};
  const auto values = Collect(FedStore());
  EXPECT_EQ(values.at(usable), 0);
  EXPECT_EQ(values.at(expiry), 4e9);
}

TEST_F(MetricsTest, HaveAHelpTextAndDifferentNames) {
  const FedStore feed;
  std::set<std::string> names;
  for (const auto& family :
       Metrics(feed.store(), counters_, watches_, rpc_, reload_, [this] { return usage_; }).Collect()) {
    EXPECT_FALSE(family.help.empty()) << family.name;
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
  }
}

}  // namespace
}  // namespace rollcall::http
