// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_source.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace rollcall::http {
namespace {

// By feed::ReplayReason.
constexpr std::array<const char*, feed::kReplayReasons> kReplayReasonLabels = {
    "topic_found",   "other_topic",     "probes_failed",    "tombstones_lost",
    "read_too_slow", "several_brokers", "log_start_changed"};

std::string StateLabel(int state) {
  const std::string name = v1::SourceState_Name(static_cast<v1::SourceState>(state));
  return absl::AsciiStrToLower(absl::StripPrefix(name, "SOURCE_STATE_"));
}

// One time series for each state, of which exactly one is 1, so that an alert can name a state and ends when the state
// does.
void AddSourceState(v1::SourceState active, MetricFamilies& families) {
  MetricSeries series =
      families.Gauge("rollcall_source_state", "State of the topic as the server sees it: 1 for the one that holds.");
  for (int state = v1::SOURCE_STATE_UNSPECIFIED + 1; v1::SourceState_IsValid(state); ++state) {
    series.Set({{"state", StateLabel(state)}}, state == active ? 1 : 0);
  }
}

void AddReplays(const feed::FeedCounters& feed, MetricFamilies& families) {
  MetricSeries series =
      families.Counter("rollcall_feed_replays_total",
                       "Complete reads of the topic that were started, the first one included, by reason.");
  for (size_t reason = 0; reason < feed::kReplayReasons; ++reason) {
    series.Set({{"reason", kReplayReasonLabels[reason]}},
               static_cast<double>(feed.replays[reason].load(std::memory_order_relaxed)));
  }
}

void AddProbes(const feed::FeedCounters& feed, MetricFamilies& families) {
  families.AddCounter("rollcall_probes_answered_total", "Probes of the topic's end that were answered.",
                      feed.probes_answered);
  families.AddCounter("rollcall_probes_failed_total", "Probes of the topic's end that failed.", feed.probes_failed);
  families.AddHistogram("rollcall_probe_duration_seconds", "How long probes of the topic's end took to be answered.",
                        feed.probe_time);
  families.AddCounter("rollcall_descriptions_answered_total",
                      "Questions about the topic's settings that were answered.", feed.descriptions_answered);
  families.AddCounter("rollcall_descriptions_failed_total", "Questions about the topic's settings that failed.",
                      feed.descriptions_failed);
}

}  // namespace

bool HasEvidence(const state::SourceStatus& source) { return source.as_of != Instant::InfinitePast(); }

void AddSource(const state::SourceStatus& source, Instant now, MetricFamilies& families) {
  AddSourceState(source.state, families);
  families.AddGauge("rollcall_source_state_timestamp_seconds",
                    "When the source state that holds now began, in Unix time.", UnixSeconds(source.state_since, now));
  families.AddGauge("rollcall_as_of_timestamp_seconds",
                    "The latest time at which the topic's leader confirmed that the server shows the newest record, in "
                    "Unix time; 0 before the first confirmation.",
                    HasEvidence(source) ? UnixSeconds(source.as_of, now) : 0);
}

void AddFeed(const feed::FeedCounters& feed, MetricFamilies& families) {
  families.AddCounter("rollcall_feed_records_total", "Records read, replays included.", feed.records);
  families.AddCounter("rollcall_feed_bytes_total", "Bytes of the keys and values of the records read.", feed.bytes);
  families.AddCounter("rollcall_feed_null_key_records_total", "Records without a key, which are ignored.",
                      feed.null_key_records);
  families.AddCounter("rollcall_feed_gaps_total", "Gaps in the offsets of the records read.", feed.gaps);
  AddReplays(feed, families);
  families.AddCounter("rollcall_feed_unreadable_total", "How often reading stopped at a batch that cannot be read.",
                      feed.unreadable);
  AddProbes(feed, families);
}

}  // namespace rollcall::http
