// SPDX-License-Identifier: Apache-2.0
#include "agent/supervision/supervisor.h"

#include <prometheus/gauge.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "agent/supervision/health_file.h"
#include "base/deadline.h"
#include "base/http_server.h"
#include "base/listen_address.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/process_metrics.h"
#include "base/systemd_notifier.h"
#include "rollcall/instant.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kTouchInterval = absl::Seconds(5);

std::string StatusLine(const absl::Status& health) {
  return SystemdStatusLine(health.ok() ? "OK" : std::string(health.message()));
}

// The command's own metrics, and those that every program has.
class AgentMetrics final : public prometheus::Collectable {
 public:
  explicit AgentMetrics(std::shared_ptr<const prometheus::Registry> registry) : registry_(std::move(registry)) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    std::vector<prometheus::MetricFamily> families = registry_->Collect();
    const std::vector<prometheus::MetricFamily> process = ProcessMetrics().Collect();
    families.insert(families.end(), process.begin(), process.end());
    return families;
  }

 private:
  const std::shared_ptr<const prometheus::Registry> registry_;
};

// One thread shows what was set last, so that the callers wait neither for systemd nor for a disk.
class SupervisorThread final : public Supervisor {
 public:
  SupervisorThread(std::shared_ptr<prometheus::Registry> registry, std::unique_ptr<HttpServer> metrics,
                   std::unique_ptr<HealthFile> health_file, std::optional<absl::Duration> watchdog)
      : registry_(std::move(registry)),
        metrics_(std::move(metrics)),
        healthy_(prometheus::BuildGauge()
                     .Name("rollcall_agent_healthy")
                     .Help("1 while the command does its work, else 0; the log says why it does not.")
                     .Register(*registry_)
                     .Add({})),
        metrics_address_(metrics_ != nullptr ? metrics_->address() : ""),
        has_watchdog_(watchdog.has_value()),
        interval_(std::min(kTouchInterval, watchdog.value_or(absl::InfiniteDuration()) / 2)),
        notifier_(SystemdNotifier::OfThisProcess()),
        health_file_(std::move(health_file)),
        thread_([this] { Run(); }) {}

  ~SupervisorThread() override {
    {
      MutexLock lock(mutex_);
      is_ending_ = true;
      changed_.NotifyAll();
    }
    thread_.join();
  }

  void SetHealth(const absl::Status& health) override ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    if (wanted_.health == health) return;
    healthy_.Set(health.ok() ? 1 : 0);
    wanted_.health = health;
    changed_.NotifyAll();
  }

  void SetStopping() override ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    wanted_.is_stopping = true;
    changed_.NotifyAll();
  }

  prometheus::Registry& registry() override { return *registry_; }
  const std::string& metrics_address() const override { return metrics_address_; }

 private:
  struct Wanted {
    absl::Status health = absl::UnavailableError("starting");
    bool is_stopping = false;
    bool operator==(const Wanted&) const = default;
  };

  void Run() {
    Wanted shown;
    bool is_ending = false;
    while (!is_ending) {
      shown = Next(shown, is_ending);
      ShowFile(shown);
      Notify(shown);
    }
  }

  // Waits until something else is to be shown, or the interval is over.
  Wanted Next(const Wanted& shown, bool& is_ending) ABSL_LOCKS_EXCLUDED(mutex_) {
    const Deadline end(interval_);
    MutexLock lock(mutex_);
    while (wanted_ == shown && !is_ending_ && !end.Passed()) {
      changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(end.Left()));
    }
    is_ending = is_ending_;
    return wanted_;
  }

  void ShowFile(const Wanted& wanted) {
    const absl::Status status = wanted.health.ok() ? health_file_->Touch() : health_file_->Remove();
    if (!status.ok()) fault_.Report(Instant::Now(), "health file", std::string(status.message()));
  }

  // What could not be sent is sent again with the next interval.
  void Notify(const Wanted& wanted) {
    std::string lines = has_watchdog_ ? "WATCHDOG=1\n" : "";
    if (wanted.health.ok() && !is_ready_) absl::StrAppend(&lines, "READY=1\n");
    if (wanted.is_stopping && !notified_.is_stopping) absl::StrAppend(&lines, "STOPPING=1\n");
    if (wanted.health != notified_.health) absl::StrAppend(&lines, StatusLine(wanted.health));
    if (lines.empty()) return;
    if (const absl::Status sent = notifier_.Send(lines); !sent.ok()) {
      fault_.Report(Instant::Now(), "systemd", std::string(sent.message()));
      return;
    }
    notified_ = wanted;
    is_ready_ |= wanted.health.ok();
  }

  const std::shared_ptr<prometheus::Registry> registry_;
  const std::unique_ptr<HttpServer> metrics_;  // may be null
  prometheus::Gauge& healthy_;
  const std::string metrics_address_;
  const bool has_watchdog_;
  const absl::Duration interval_;
  const SystemdNotifier notifier_;
  // Only the thread uses these.
  const std::unique_ptr<HealthFile> health_file_;
  Wanted notified_;
  bool is_ready_ = false;
  RepeatedFault fault_;

  Mutex mutex_;
  CondVar changed_;
  Wanted wanted_ ABSL_GUARDED_BY(mutex_);
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<HttpServer>> ServeMetrics(const std::string& listen,
                                                         std::shared_ptr<prometheus::Registry> registry) {
  if (listen.empty()) return nullptr;
  if (absl::Status address = CheckHttpAddress("--metrics-listen", listen); !address.ok()) return address;
  absl::StatusOr<std::unique_ptr<HttpServer>> server =
      HttpServer::Start(listen, HttpRoutes({MetricsRoute(std::make_shared<const AgentMetrics>(std::move(registry)))}));
  if (server.ok()) Log(LogLevel::kInfo, "serving metrics", {{"address", (*server)->address()}});
  return server;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Supervisor>> Supervisor::Start(const SupervisionOptions& options) {
  auto health_file = std::make_unique<HealthFile>(options.health_file);
  if (absl::Status file = health_file->Prepare(); !file.ok()) return file;
  auto registry = std::make_shared<prometheus::Registry>();
  absl::StatusOr<std::unique_ptr<HttpServer>> metrics = ServeMetrics(options.metrics_listen, registry);
  if (!metrics.ok()) return metrics.status();
  return std::make_unique<SupervisorThread>(std::move(registry), *std::move(metrics), std::move(health_file),
                                            WatchdogIntervalOfThisProcess());
}

}  // namespace rollcall::agent
