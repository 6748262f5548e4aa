// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics.h"

#include <prometheus/client_metric.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "rollcall/instant.h"
#include "server/encoding/fresh_period.h"

namespace rollcall::http {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class MetricFamilies {
 public:
  void AddGauge(const char* name, const char* help, double value) {
    Add(name, help, MetricType::Gauge).gauge.value = value;
  }
  void AddCounter(const char* name, const char* help, uint64_t value) {
    Add(name, help, MetricType::Counter).counter.value = static_cast<double>(value);
  }
  ClientMetric& Add(const char* name, const char* help, MetricType type) {
    families_.push_back(MetricFamily{name, help, type, {ClientMetric()}});
    return families_.back().metric.front();
  }
  MetricFamily& last() { return families_.back(); }
  std::vector<MetricFamily> Release() { return std::move(families_); }

 private:
  std::vector<MetricFamily> families_;
};

std::string StateLabel(int state) {
  const std::string name = v1::SourceState_Name(static_cast<v1::SourceState>(state));
  return absl::AsciiStrToLower(absl::StripPrefix(name, "SOURCE_STATE_"));
}

// One time series for each state, of which exactly one is 1, so that an alert can name a state and ends when the state
// does.
void AddSourceState(v1::SourceState active, MetricFamilies& families) {
  families.Add("rollcall_source_state",
               "State of the topic as the server sees it: 1 for the state that holds now, else 0.", MetricType::Gauge);
  std::vector<ClientMetric>& metrics = families.last().metric;
  metrics.clear();
  for (int state = v1::SOURCE_STATE_UNSPECIFIED + 1; v1::SourceState_IsValid(state); ++state) {
    ClientMetric metric;
    metric.label.push_back({"state", StateLabel(state)});
    metric.gauge.value = state == active ? 1 : 0;
    metrics.push_back(std::move(metric));
  }
}

bool HasEvidence(const state::SourceStatus& source) { return source.as_of != Instant::InfinitePast(); }

double UnixSecondsOf(absl::Time time) { return absl::ToDoubleSeconds(time - absl::UnixEpoch()); }

void AddSource(const state::SourceStatus& source, Instant now, MetricFamilies& families) {
  AddSourceState(source.state, families);
  families.AddGauge("rollcall_source_state_timestamp_seconds",
                    "When the source state that holds now began, in Unix time.",
                    UnixSecondsOf(source.state_since.WallAt(now)));
  families.AddGauge("rollcall_as_of_timestamp_seconds",
                    "The latest time at which the topic's leader confirmed that the server shows the newest record, in "
                    "Unix time; 0 before the first confirmation.",
                    HasEvidence(source) ? UnixSecondsOf(source.as_of.WallAt(now)) : 0);
}

// `as_of`: the time of the newest evidence, by the wall clock.
size_t CountStaleNodes(const std::vector<state::NodeVersionPtr>& nodes, absl::Time as_of) {
  return static_cast<size_t>(std::count_if(nodes.begin(), nodes.end(), [&](const auto& version) {
    return !encoding::FreshPeriodOf(*version->node).Contains(as_of);
  }));
}

void AddState(const state::SnapshotPtr& snapshot, const state::SourceStatus& source, Instant now,
              MetricFamilies& families) {
  families.AddGauge("rollcall_ready", "1 after the topic was read completely for the first time, else 0.",
                    snapshot != nullptr ? 1 : 0);
  if (snapshot == nullptr) return;
  families.AddGauge("rollcall_revision", "The highest offset whose effect is shown; -1 if nothing was ever written.",
                    static_cast<double>(snapshot->revision));
  families.AddGauge("rollcall_nodes", "Nodes shown.", static_cast<double>(snapshot->nodes->size()));
  families.AddGauge(
      "rollcall_stale_nodes",
      "Nodes with a lease that have been silent for more than three leases, or whose record is from the "
      "future, by the evidence of rollcall_as_of_timestamp_seconds.",
      HasEvidence(source) ? static_cast<double>(CountStaleNodes(*snapshot->nodes, source.as_of.WallAt(now))) : 0);
  families.AddGauge("rollcall_problems", "Records that belong to no node.", snapshot->invalid_keys->count);
}

void AddFeed(const feed::FeedCounters& feed, MetricFamilies& families) {
  families.AddCounter("rollcall_feed_records_total", "Records read, replays included.", feed.records);
  families.AddCounter("rollcall_feed_bytes_total", "Bytes of the keys and values of the records read.", feed.bytes);
  families.AddCounter("rollcall_feed_null_key_records_total", "Records without a key, which are ignored.",
                      feed.null_key_records);
  families.AddCounter("rollcall_feed_gaps_total", "Gaps in the offsets of the records read.", feed.gaps);
  families.AddCounter("rollcall_feed_replays_total",
                      "Complete reads of the topic that were started, the first one included.", feed.replays);
  families.AddCounter("rollcall_feed_unreadable_total", "How often reading stopped at a batch that cannot be read.",
                      feed.unreadable);
  families.AddCounter("rollcall_probes_answered_total", "Probes of the topic's end that were answered.",
                      feed.probes_answered);
  families.AddCounter("rollcall_probes_failed_total", "Probes of the topic's end that failed.", feed.probes_failed);
  families.AddCounter("rollcall_descriptions_answered_total",
                      "Questions about the topic's settings that were answered.", feed.descriptions_answered);
  families.AddCounter("rollcall_descriptions_failed_total", "Questions about the topic's settings that failed.",
                      feed.descriptions_failed);
}

void AddWatches(const watch::WatchCounters& watches, MetricFamilies& families) {
  families.AddGauge("rollcall_watchers", "Watches served now.", static_cast<double>(watches.watchers.load()));
  families.AddCounter("rollcall_watches_refused_total", "Watches refused because the server had as many as it may.",
                      watches.refused);
  families.AddCounter("rollcall_watch_messages_total", "Messages written to watches.", watches.messages);
  families.AddCounter("rollcall_watch_bytes_total", "Bytes of the messages written to watches.", watches.bytes);
  families.AddGauge("rollcall_watch_messages_in_flight",
                    "Messages that the flow control of their clients holds back now.",
                    static_cast<double>(watches.waiting.load()));
  families.AddCounter("rollcall_watch_stalls_total",
                      "Messages that the flow control of their clients held back for a second or more.",
                      watches.stalls);
  families
      .Add("rollcall_watch_stalled_seconds_total", "How long flow control held those messages back in total.",
           MetricType::Counter)
      .counter.value = static_cast<double>(watches.stalled_ms.load()) / 1000;
}

constexpr const char* kEndReasonLabels[rpc::kEndReasons] = {"closed", "idle",     "silent", "flood",
                                                            "tls",    "protocol", "stalled"};

void AddConnectionsEnded(const rpc::RpcCounters& rpc, MetricFamilies& families) {
  families.Add(
      "rollcall_connections_ended_total",
      "Connections that have ended: closed in good order, idle (no HTTP/2 spoken in time), silent (a PING was not "
      "answered), flood (too many frames that ask for nothing), tls or protocol (what was sent was neither), "
      "stalled (the peer did not read).",
      MetricType::Counter);
  std::vector<ClientMetric>& metrics = families.last().metric;
  metrics.clear();
  for (size_t reason = 0; reason < rpc::kEndReasons; ++reason) {
    ClientMetric metric;
    metric.label.push_back({"reason", kEndReasonLabels[reason]});
    metric.counter.value = static_cast<double>(rpc.connections_ended[reason].load(std::memory_order_relaxed));
    metrics.push_back(std::move(metric));
  }
}

void AddRpc(const rpc::RpcCounters& rpc, MetricFamilies& families) {
  families.AddGauge("rollcall_connections", "Connections open now.", static_cast<double>(rpc.connections.load()));
  families.AddGauge("rollcall_calls", "Calls running now, of all methods.", static_cast<double>(rpc.calls.load()));
  families.AddCounter("rollcall_calls_total", "Calls that were begun.", rpc.calls_begun);
  families.AddCounter("rollcall_connections_refused_total", "Connections refused because of a limit.",
                      rpc.connections_refused);
  families.AddCounter("rollcall_calls_refused_total", "Calls refused because their peer had as many as it may.",
                      rpc.calls_refused);
  families.AddCounter("rollcall_calls_unauthorized_total",
                      "Calls refused because the caller has no token or certificate that may call.",
                      rpc.calls_unauthorized);
  families.AddCounter("rollcall_headers_too_large_total", "Requests refused for the size of their headers.",
                      rpc.headers_too_large);
  families.AddCounter("rollcall_requests_too_large_total", "Requests refused for the size of their message.",
                      rpc.requests_too_large);
  families.AddCounter("rollcall_requests_too_slow_total", "Requests that were not complete in time.",
                      rpc.requests_too_slow);
  families.AddGauge("rollcall_unsent_bytes",
                    "Bytes held for callers now: answers that they do not read, and requests that are not complete.",
                    static_cast<double>(rpc.unsent_bytes.load()));
  families.AddCounter("rollcall_unsent_ended_total",
                      "Calls and connections ended because there were more of these bytes than the limit.",
                      rpc.unsent_ended);
  families.AddCounter("rollcall_unsent_refused_total", "Lists refused for the same reason.", rpc.unsent_refused);
  AddConnectionsEnded(rpc, families);
}

void AddUsage(const Usage& usage, MetricFamilies& families) {
  families.AddGauge("rollcall_page_snapshots", "Snapshots kept for the next pages of listings.",
                    static_cast<double>(usage.page_snapshots));
  families.AddGauge("rollcall_page_snapshot_bytes",
                    "What those snapshots took beside the present state, when it was counted last.",
                    static_cast<double>(usage.page_snapshot_bytes));
  families.AddGauge("rollcall_list_work_queued", "Lists that wait for a thread.",
                    static_cast<double>(usage.list_work_queued));
  families.AddGauge("rollcall_revision_waiters", "Lists that wait for their min_revision.",
                    static_cast<double>(usage.revision_waiters));
  families.AddCounter("rollcall_lists_refused_total", "Lists refused because as many waited as may.",
                      usage.lists_refused);
  families.AddGauge("rollcall_filter_memory_bytes", "What the filters of watches remember of names and topics.",
                    static_cast<double>(usage.filter_memory_bytes));
}

}  // namespace

std::vector<MetricFamily> Metrics::CollectAt(Instant now) const {
  MetricFamilies families;
  // Read before the nodes: evidence that is newer than the nodes could call one stale that has published since.
  const state::SourceStatus source = store_.Source().At(now);
  AddSource(source, now, families);
  AddState(store_.Latest(), source, now, families);
  AddFeed(feed_, families);
  AddWatches(watches_, families);
  AddRpc(rpc_, families);
  AddUsage(usage_(), families);
  return families.Release();
}

}  // namespace rollcall::http
