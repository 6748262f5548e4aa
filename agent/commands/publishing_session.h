// SPDX-License-Identifier: Apache-2.0
// What run and redpanda share: a PublisherLoop whose events are logged and counted, and a Supervisor that shows whether
// the topic shows what it should.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/commands/command.h"
#include "agent/commands/publication_flags.h"
#include "agent/publisher/publisher_loop.h"
#include "base/deadline.h"

namespace rollcall::agent {

// Thread-safe.
class PublishingSession {
 public:
  // `kind`: of the instance (instance.h). With --dry-run, records are printed to context.out as KEY and VALUE, and no
  // broker is needed. Errors: those of CheckKafkaFlags, PublisherLoop::Start and Supervisor::Start.
  static absl::StatusOr<std::unique_ptr<PublishingSession>> Start(const KafkaFlags& kafka,
                                                                  const PublicationFlags& flags,
                                                                  const std::string& kind, CommandContext& context);
  // The same on a loop that `start_loop` makes, whose observer is given.
  using StartLoop = std::function<absl::StatusOr<std::unique_ptr<PublisherLoop>>(PublisherObserver& observer)>;
  static absl::StatusOr<std::unique_ptr<PublishingSession>> StartOn(const StartLoop& start_loop,
                                                                    const SupervisionOptions& supervision,
                                                                    CommandContext& context);
  virtual ~PublishingSession() = default;

  virtual PublisherLoop& loop() = 0;
  // Whether the source of the statuses works. An error is logged (and counted if it repeats) and makes the session
  // unhealthy until OK is reported.
  virtual void ReportSource(const absl::Status& source) = 0;
  // Announces the end and waits until everything that was set is on the topic. kExitYes; kExitNo, with a message, if
  // the deadline passes first.
  virtual ExitCode Finish(const Deadline& deadline) = 0;
};

}  // namespace rollcall::agent
