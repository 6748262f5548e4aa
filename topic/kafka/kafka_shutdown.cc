// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_shutdown.h"

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>

#include "base/log.h"

namespace rollcall::topic {
namespace {

constexpr std::chrono::seconds kWaitAtMost(3);

std::atomic<int> unended_clients = 0;

// Our consumers assign and never join a group, so there is nothing to leave, and waiting for a coordinator could only
// hang.
void Destroy(rd_kafka_t* client) { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }

}  // namespace

void ShutDownKafkaClient(rd_kafka_t* client) {
  const std::string name = rd_kafka_name(client);
  std::promise<void> ended;
  const std::future<void> end = ended.get_future();
  std::thread([client, ended = std::move(ended)]() mutable {
    Destroy(client);
    ended.set_value();
  }).detach();
  if (end.wait_for(kWaitAtMost) == std::future_status::ready) return;
  ++unended_clients;
  Log(LogLevel::kWarning, "a Kafka client does not end, and is left to the end of the process", {{"client", name}});
}

bool HasLeakedKafkaClients() { return unended_clients > 0; }

}  // namespace rollcall::topic
