// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_shutdown.h"

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace rollcall::topic {
namespace {

constexpr std::chrono::seconds kMaxWait(3);

std::atomic<int> leaked_clients = 0;

// Does not leave a group: our consumers assign and never join one, and waiting for a coordinator could hang.
void Destroy(rd_kafka_t* client) { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }

}  // namespace

void ShutDownKafkaClient(rd_kafka_t* client) {
  CHECK(client != nullptr);
  const std::string name = rd_kafka_name(client);
  std::promise<void> destroyed;
  const std::future<void> shutdown = destroyed.get_future();
  std::thread([client, destroyed = std::move(destroyed)]() mutable {
    Destroy(client);
    destroyed.set_value();
  }).detach();
  if (shutdown.wait_for(kMaxWait) == std::future_status::ready) return;
  ++leaked_clients;
  Log(LogLevel::kWarning, "a Kafka client does not shut down; it stays until the process ends", {{"client", name}});
}

bool HasLeakedKafkaClients() { return leaked_clients > 0; }

}  // namespace rollcall::topic
