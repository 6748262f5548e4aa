// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_reporter.h"

#include "rollcall/instant.h"

namespace rollcall::agent {
namespace {

// A record of a person or of another program may have no instance.
std::string AuthorOf(const std::string& instance) { return instance.empty() ? "unknown" : instance; }

}  // namespace

void PublicationReporter::OnPublished(int32_t node_id, int64_t offset, NodePublication::Cause cause) {
  SetLastFailure("");
  failures_.Clear("publishing works again");
  // A lease is renewed again and again, and nothing is new then.
  const LogLevel level = cause == NodePublication::Cause::kLease ? LogLevel::kDebug : LogLevel::kInfo;
  Log(level, "published", {{"node_id", node_id}, {"offset", offset}, {"cause", NameOf(cause)}});
  metrics_.CountPublished(cause);
  on_event_();
}

void PublicationReporter::OnFailure(const absl::Status& error) {
  SetLastFailure(std::string(error.message()));
  failures_.Report(Instant::Now(), "publishing failed", std::string(error.message()));
  metrics_.CountFailure();
  on_event_();
}

void PublicationReporter::OnYielded(int32_t node_id, const std::string& by, int64_t offset) {
  Log(LogLevel::kWarning, "yielded to a newer publisher of the node",
      {{"node_id", node_id}, {"by", AuthorOf(by)}, {"offset", offset}});
  on_event_();
}

void PublicationReporter::OnTookOver(int32_t node_id) {
  Log(LogLevel::kWarning, "took over the node again, because its newer publisher is silent", {{"node_id", node_id}});
  on_event_();
}

void PublicationReporter::OnOverwritten(int32_t node_id, const std::string& by, int64_t offset) {
  Log(LogLevel::kWarning, "the node's record was overwritten and is published again",
      {{"node_id", node_id}, {"by", AuthorOf(by)}, {"offset", offset}});
  metrics_.CountOverwritten();
  on_event_();
}

std::string PublicationReporter::last_failure() const {
  MutexLock lock(mutex_);
  return last_failure_;
}

void PublicationReporter::SetLastFailure(std::string message) {
  MutexLock lock(mutex_);
  last_failure_ = std::move(message);
}

}  // namespace rollcall::agent
