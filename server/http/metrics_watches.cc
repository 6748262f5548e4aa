// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_watches.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace rollcall::http {
namespace {

using Reason = v1::SnapshotStarted::Reason;

std::string ReasonLabel(int reason) {
  const std::string name = v1::SnapshotStarted::Reason_Name(static_cast<Reason>(reason));
  return absl::AsciiStrToLower(absl::StripPrefix(name, "REASON_"));
}

void AddSnapshots(const watch::WatchCounters& watches, MetricFamilies& families) {
  MetricSeries series = families.Counter("rollcall_watch_snapshots_total",
                                         "Snapshots that watches were sent, by the reason in SnapshotStarted.");
  for (int reason = v1::SnapshotStarted::REASON_UNSPECIFIED + 1; v1::SnapshotStarted::Reason_IsValid(reason);
       ++reason) {
    series.Set({{"reason", ReasonLabel(reason)}},
               static_cast<double>(watches.snapshots[static_cast<size_t>(reason)].load()));
  }
}

}  // namespace

void AddWatches(const watch::WatchCounters& watches, MetricFamilies& families) {
  families.AddGauge("rollcall_watchers", "Watches served now.", static_cast<double>(watches.watchers.load()));
  families.AddCounter("rollcall_watch_messages_total", "Messages written to watches.", watches.messages);
  families.AddCounter("rollcall_watch_bytes_total", "Bytes of the messages written to watches.", watches.bytes);
  AddSnapshots(watches, families);
  families.AddCounter("rollcall_watch_conflated_updates_total",
                      "Changes that a watch was never sent, because a later change of the same node came first.",
                      watches.conflated);
  families.AddHistogram("rollcall_watch_send_seconds",
                        "From a change of the state until the message that tells a watch of it was sent.",
                        watches.send_time);
  families.AddGauge("rollcall_watch_messages_in_flight",
                    "Messages that the flow control of their clients holds back now.",
                    static_cast<double>(watches.waiting.load()));
  families.AddCounter("rollcall_watch_stalls_total",
                      "Messages that the flow control of their clients held back for a second or more.",
                      watches.stalls);
  families.Counter("rollcall_watch_stalled_seconds_total", "How long flow control held those messages back in total.")
      .Set({}, static_cast<double>(watches.stalled_ms.load()) / 1000);
}

}  // namespace rollcall::http
