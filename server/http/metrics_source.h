// SPDX-License-Identifier: Apache-2.0
// Metrics of the topic as the server sees it, and of how it is read. Thread-safe.
#pragma once

#include "base/metric_families.h"
#include "rollcall/instant.h"
#include "server/feed/feed_counters.h"
#include "server/state/source_status.h"

namespace rollcall::http {

bool HasEvidence(const state::SourceStatus& source);

void AddSource(const state::SourceStatus& source, Instant now, MetricFamilies& families);
void AddFeed(const feed::FeedCounters& feed, MetricFamilies& families);

}  // namespace rollcall::http
