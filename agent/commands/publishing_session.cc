// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publishing_session.h"

#include <utility>

#include "agent/commands/dry_run_loop.h"

namespace rollcall::agent {

absl::StatusOr<std::unique_ptr<PublishingSession>> PublishingSession::Start(const KafkaFlags& kafka,
                                                                            const PublicationFlags& flags,
                                                                            const std::string& kind,
                                                                            CommandContext& context) {
  if (flags.dry_run) {
    const auto start = [&](PublisherObserver&) -> absl::StatusOr<std::unique_ptr<PublisherLoop>> {
      return std::make_unique<DryRunLoop>(kind, ToPublicationOptions(flags), context.out);
    };
    return StartOn(start, flags.supervision, context);
  }
  absl::StatusOr<KafkaTarget> target = CheckKafkaFlags(kafka);
  if (!target.ok()) return target.status();
  const auto start = [&](PublisherObserver& observer) {
    return PublisherLoop::Start({.kafka = std::move(target->kafka),
                                 .topic = std::move(target->topic),
                                 .client_id = kProgram,
                                 .kind = kind,
                                 .publication = ToPublicationOptions(flags)},
                                observer);
  };
  return StartOn(start, flags.supervision, context);
}

}  // namespace rollcall::agent
