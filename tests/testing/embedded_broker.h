// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "topic/kafka/kafka_embedded_broker.h"

namespace rollcall::testing {

// A broker of its own for a test, with `topic`. Throws, which fails the test, if it cannot start.
inline std::unique_ptr<topic::EmbeddedBroker> StartBroker(const std::string& topic) {
  absl::StatusOr<std::unique_ptr<topic::EmbeddedBroker>> broker = topic::EmbeddedBroker::Start(topic);
  if (!broker.ok()) throw std::runtime_error(broker.status().ToString());
  return *std::move(broker);
}

}  // namespace rollcall::testing
