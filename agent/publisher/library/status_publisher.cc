// SPDX-License-Identifier: Apache-2.0
#include "rollcall/publisher/status_publisher.h"

#include <mutex>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "agent/publisher/content.h"
#include "agent/publisher/library/callback_observer.h"
#include "agent/publisher/library/node_table.h"
#include "agent/publisher/publisher_loop.h"
#include "base/log.h"
#include "base/mutex.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::publisher {
namespace {

Status ToStatus(const absl::Status& status) {
  return status.ok() ? Status() : Status::Error(std::string(status.message()));
}

// The library is silent unless SetLog says otherwise.
void SilenceLog() {
  static std::once_flag once;
  std::call_once(once, [] { SetLogSink([](rollcall::LogLevel, std::string_view) {}); });
}

absl::Status CheckTimes(const Options& options) {
  const std::pair<const char*, std::chrono::milliseconds> times[] = {{"lease", options.lease},
                                                                     {"coalesce", options.coalesce},
                                                                     {"min_interval", options.min_interval},
                                                                     {"takeover_after", options.takeover_after},
                                                                     {"close_timeout", options.close_timeout}};
  for (const auto& [name, time] : times) {
    if (time.count() < 0 || absl::FromChrono(time) > absl::Hours(10 * 365 * 24)) {
      return absl::InvalidArgumentError(
          absl::StrCat("Options::", name, " is ", time.count(), " ms; it must be between zero and ten years"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<agent::PublisherLoopOptions> ToLoopOptions(const Options& options) {
  if (!options.node_id.has_value()) return absl::InvalidArgumentError("Options::node_id is not set");
  if (absl::Status times = CheckTimes(options); !times.ok()) return times;
  absl::StatusOr<topic::KafkaOptions> kafka = topic::ParseKafkaOptions(options.brokers, {});
  if (!kafka.ok()) return kafka.status();
  kafka->properties = options.properties;  // PublisherLoop::Start checks them
  agent::PublicationOptions publication;
  publication.key_format =
      options.key_format == KeyFormat::kBinary ? agent::KeyFormat::kBinary : agent::KeyFormat::kDecimal;
  publication.coalesce = absl::FromChrono(options.coalesce);
  publication.min_interval = absl::FromChrono(options.min_interval);
  if (options.lease.count() > 0) publication.lease = absl::FromChrono(options.lease);
  publication.takeover_after = absl::FromChrono(options.takeover_after);
  return agent::PublisherLoopOptions{.kafka = *std::move(kafka),
                                     .topic = options.topic,
                                     .client_id = options.client_id,
                                     .kind = "publisher",
                                     .publication = std::move(publication)};
}

}  // namespace

void SetLog(std::function<void(LogLevel level, const std::string& line)> log) {
  SilenceLog();
  SetLogSink([log = std::move(log)](rollcall::LogLevel level, std::string_view line) {
    if (log != nullptr) log(static_cast<LogLevel>(level), std::string(line));
  });
}

// Notes the state, and gives the loop what should be on the topic. The loop is told in the order of the changes.
class __attribute__((visibility("hidden"))) StatusPublisher::Impl {
 public:
  Impl(const Options& options, Callbacks callbacks)
      : node_id_(*options.node_id),
        close_timeout_(absl::FromChrono(options.close_timeout)),
        observer_(std::move(callbacks)),
        table_(node_id_) {}

  absl::Status Start(const agent::PublisherLoopOptions& options) {
    absl::StatusOr<std::unique_ptr<agent::PublisherLoop>> loop = agent::PublisherLoop::Start(options, observer_);
    if (!loop.ok()) return loop.status();
    loop_ = *std::move(loop);
    return absl::OkStatus();
  }

  // `change` changes the table that it is given. The result is taken over if it can be published.
  template <typename Change>
  absl::Status Apply(Change change) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    NodeTable changed = table_;
    if (absl::Status status = change(changed); !status.ok()) return status;
    const absl::StatusOr<std::optional<std::string>> content = changed.Content();
    if (!content.ok()) return content.status();
    table_ = std::move(changed);
    if (content->has_value()) loop_->Set(node_id_, **content);
    return absl::OkStatus();
  }

  void Retire() ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    table_.GoSilent();
    loop_->Retire(node_id_);
  }

  bool Flush(absl::Duration timeout) { return loop_->Flush(Deadline(timeout)); }
  void Close() { Flush(close_timeout_); }

  std::optional<agent::PublicationStatus> Publication() const {
    const std::vector<agent::PublicationStatus> statuses = loop_->Statuses();
    return statuses.empty() ? std::nullopt : std::optional(statuses.front());
  }

 private:
  const int32_t node_id_;
  const absl::Duration close_timeout_;
  CallbackObserver observer_;
  Mutex mutex_;
  NodeTable table_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<agent::PublisherLoop> loop_;  // destroyed first, because it uses the observer
};

Status StatusPublisher::Start(const Options& options, Callbacks callbacks,
                              std::unique_ptr<StatusPublisher>* publisher) {
  SilenceLog();
  absl::StatusOr<agent::PublisherLoopOptions> loop_options = ToLoopOptions(options);
  if (!loop_options.ok()) return ToStatus(loop_options.status());
  auto impl = std::make_unique<Impl>(options, std::move(callbacks));
  if (absl::Status started = impl->Start(*loop_options); !started.ok()) return ToStatus(started);
  publisher->reset(new StatusPublisher(std::move(impl)));
  return {};
}

StatusPublisher::StatusPublisher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

StatusPublisher::~StatusPublisher() { impl_->Close(); }

Status StatusPublisher::SetCoprocessor(Coprocessor coprocessor) {
  return ToStatus(impl_->Apply([&](NodeTable& table) { return table.Set(std::move(coprocessor)); }));
}

Status StatusPublisher::RemoveCoprocessor(const std::string& name) {
  return ToStatus(impl_->Apply([&](NodeTable& table) { return table.Remove(name); }));
}

Status StatusPublisher::ReplaceCoprocessors(std::vector<Coprocessor> coprocessors) {
  return ToStatus(impl_->Apply([&](NodeTable& table) { return table.Replace(std::move(coprocessors)); }));
}

Status StatusPublisher::Up() {
  return ToStatus(impl_->Apply([](NodeTable& table) {
    table.GoUp();
    return absl::OkStatus();
  }));
}

Status StatusPublisher::Down(const std::string& reason) {
  return ToStatus(impl_->Apply([&](NodeTable& table) { return table.GoDown(reason); }));
}

Status StatusPublisher::Retire() {
  impl_->Retire();
  return {};
}

bool StatusPublisher::Flush(std::chrono::milliseconds timeout) { return impl_->Flush(absl::FromChrono(timeout)); }

std::optional<int64_t> StatusPublisher::LastOffset() const {
  const std::optional<agent::PublicationStatus> publication = impl_->Publication();
  if (!publication.has_value() || publication->last_offset < 0) return std::nullopt;
  return publication->last_offset;
}

bool StatusPublisher::HasYielded() const {
  const std::optional<agent::PublicationStatus> publication = impl_->Publication();
  return publication.has_value() && publication->has_yielded;
}

}  // namespace rollcall::publisher
