// SPDX-License-Identifier: Apache-2.0
// PublishingSession on any PublisherLoop.
#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/commands/publication_health.h"
#include "agent/commands/publication_metrics.h"
#include "agent/commands/publication_reporter.h"
#include "agent/commands/publishing_session.h"
#include "base/log.h"
#include "base/mutex.h"
#include "rollcall/instant.h"

namespace rollcall::agent {
namespace {

constexpr std::chrono::milliseconds kLongestWait(500);  // for what changes without an event, such as Statuses

class SessionOnLoop final : public PublishingSession {
 public:
  SessionOnLoop(std::unique_ptr<Supervisor> supervisor, CommandContext& context)
      : context_(context),
        supervisor_(std::move(supervisor)),
        metrics_(supervisor_->registry()),
        reporter_(metrics_, [this] { Wake(); }) {}

  ~SessionOnLoop() override {
    {
      MutexLock lock(mutex_);
      is_ending_ = true;
      changed_.NotifyAll();
    }
    if (thread_.joinable()) thread_.join();
  }

  absl::Status StartLoopAndThread(const StartLoop& start_loop) {
    absl::StatusOr<std::unique_ptr<PublisherLoop>> loop = start_loop(reporter_);
    if (!loop.ok()) return loop.status();
    loop_ = *std::move(loop);
    thread_ = std::thread([this] { Run(); });
    return absl::OkStatus();
  }

  PublisherLoop& loop() override { return *loop_; }

  void ReportSource(const absl::Status& source) override ABSL_LOCKS_EXCLUDED(mutex_) {
    if (source.ok()) {
      source_faults_.Clear("the source works again");
    } else {
      source_faults_.Report(Instant::Now(), "the source gives no status", std::string(source.message()));
    }
    metrics_.SetSource(source);
    MutexLock lock(mutex_);
    source_ = source;
    has_event_ = true;
    changed_.NotifyAll();
  }

  ExitCode Finish(const Deadline& deadline) override {
    supervisor_->SetStopping();
    if (loop_->Flush(deadline)) return kExitYes;
    const std::string failure = reporter_.last_failure();
    return ReportError(
        absl::DeadlineExceededError(absl::StrCat("ended before the topic showed the last status, which may be missing",
                                                 failure.empty() ? "" : ": ", failure)),
        context_);
  }

 private:
  void Wake() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    has_event_ = true;
    changed_.NotifyAll();
  }

  void Run() {
    PublicationHealth health;
    while (const std::optional<absl::Status> source = NextSource()) {
      const Instant now = Instant::Now();
      const std::vector<PublicationStatus> statuses = loop_->Statuses();
      metrics_.SetStatuses(statuses, now);
      supervisor_->SetHealth(health.At(now, *source, statuses, reporter_.last_failure()));
    }
  }

  // Waits for an event. Returns the state of the source, nullopt at the end.
  std::optional<absl::Status> NextSource() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    if (!has_event_ && !is_ending_) changed_.WaitFor(mutex_, kLongestWait);
    has_event_ = false;
    if (is_ending_) return std::nullopt;
    return source_;
  }

  CommandContext& context_;
  const std::unique_ptr<Supervisor> supervisor_;
  PublicationMetrics metrics_;
  RepeatedFault source_faults_;
  Mutex mutex_;
  CondVar changed_;
  bool has_event_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status source_ ABSL_GUARDED_BY(mutex_) = absl::UnavailableError("waiting for the first status of the source");
  PublicationReporter reporter_;
  std::unique_ptr<PublisherLoop> loop_;  // calls reporter_
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PublishingSession>> PublishingSession::StartOn(const StartLoop& start_loop,
                                                                              const SupervisionOptions& supervision,
                                                                              CommandContext& context) {
  absl::StatusOr<std::unique_ptr<Supervisor>> supervisor = Supervisor::Start(supervision);
  if (!supervisor.ok()) return supervisor.status();
  auto session = std::make_unique<SessionOnLoop>(*std::move(supervisor), context);
  if (absl::Status started = session->StartLoopAndThread(start_loop); !started.ok()) return started;
  return session;
}

}  // namespace rollcall::agent
