// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/node_run.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "agent/publisher/content.h"
#include "agent/source/wanted_content.h"
#include "base/log.h"
#include "base/mutex.h"
#include "rollcall/instant.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(10);  // the wall clock may jump (rollcall/instant.h)
constexpr char kExitReason[] = "rollcall-agent was ended";

class NodeRun {
 public:
  NodeRun(const NodeRunOptions& options, StatusSource& source, PublishingSession& session, CommandContext& context)
      : options_(options),
        session_(session),
        context_(context),
        wanted_(options.node_id, options.down_after, Instant::Now()),
        cancel_(context.cancellation, [this] { Cancel(); }),
        source_thread_([this, &source] { source.Run(stop_source_, [this](const SourceEvent& e) { OnEvent(e); }); }) {}

  ~NodeRun() {
    stop_source_.Cancel();
    source_thread_.join();
  }

  ExitCode Run() ABSL_LOCKS_EXCLUDED(mutex_) {
    const bool is_over = WaitForEnd();
    stop_source_.Cancel();
    if (!is_over) PublishAtExit();
    const ExitCode code = session_.Finish(Deadline(options_.timeout));
    return is_over && code == kExitYes ? ReportError(LastError(), context_) : code;
  }

 private:
  void Cancel() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    is_canceled_ = true;
    changed_.NotifyAll();
  }

  // The status comes before the report that the source works: the session is healthy once the topic shows it.
  void OnEvent(const SourceEvent& event) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    const Instant now = Instant::Now();
    wanted_.OnEvent(event, now);
    Publish(now);
    session_.ReportSource(wanted_.source());
    changed_.NotifyAll();
  }

  // Returns true if the source has ended and the node is down, false if this was canceled.
  bool WaitForEnd() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    while (!is_canceled_) {
      const Instant now = Instant::Now();
      Publish(now);
      if (wanted_.IsOver(now)) return true;
      changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(std::min(wanted_.NextTime(now) - now, kLongestWait)));
    }
    return false;
  }

  void Publish(Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (is_canceled_) return;  // "down" may be the last word already
    std::optional<std::string> content = wanted_.At(now);
    if (!content.has_value() || content == published_) return;
    if (now >= wanted_.down_at()) {
      Log(LogLevel::kWarning, "the node is published as down, because its source gives no usable status",
          {{"node_id", options_.node_id}, {"fault", std::string(wanted_.source().message())}});
    }
    published_ = content;
    session_.loop().Set(options_.node_id, *std::move(content));
  }

  void PublishAtExit() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    if (options_.on_exit == OnExit::kKeep || !published_.has_value() || IsDown(*published_)) return;
    session_.loop().Set(options_.node_id, DownContent(options_.node_id, kExitReason));
  }

  absl::Status LastError() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return wanted_.source();
  }

  const NodeRunOptions options_;
  PublishingSession& session_;
  CommandContext& context_;
  Mutex mutex_;
  CondVar changed_;
  WantedContent wanted_ ABSL_GUARDED_BY(mutex_);
  std::optional<std::string> published_ ABSL_GUARDED_BY(mutex_);  // what was set last
  bool is_canceled_ ABSL_GUARDED_BY(mutex_) = false;
  const Cancellation::Registration cancel_;
  Cancellation stop_source_;
  std::thread source_thread_;
};

}  // namespace

ExitCode RunNode(const NodeRunOptions& options, StatusSource& source, PublishingSession& session,
                 CommandContext& context) {
  return NodeRun(options, source, session, context).Run();
}

}  // namespace rollcall::agent
