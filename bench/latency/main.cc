// SPDX-License-Identifier: Apache-2.0
// Measures the time from a record's acknowledgment to the watch's event and, for the same records, to a bare librdkafka
// consumer. The second is the time that Kafka needs to show a record, the difference is what Rollcall adds.
//
// One record at a time: the next is produced when both have seen it. Everything runs in one process and uses one clock.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "bench/latency/kafka_ends.h"
#include "bench/latency/observation.h"
#include "bench/latency/watch.h"

namespace rollcall::bench {
namespace {

void Print(const char* name, std::vector<double> values_ms) {
  std::sort(values_ms.begin(), values_ms.end());
  const auto at = [&](double share) { return values_ms[static_cast<size_t>(share * (values_ms.size() - 1.0))]; };
  std::printf("\"%s\": {\"median\": %.4f, \"p99\": %.4f, \"max\": %.4f}", name, at(0.5), at(0.99), values_ms.back());
}

int Run(const Options& options) {
  Producer producer(options);
  const BareConsumer bare(options);
  const Watch watch(options);
  std::vector<double> bare_ms;
  std::vector<double> watch_ms;
  for (int i = 0; i < options.warm_up + options.count; ++i) {
    const Observation& acked = producer.Produce(i);
    const int64_t offset = acked.offset;
    Await("the record is seen", [&] { return bare.seen().offset >= offset && watch.seen().offset >= offset; });
    std::this_thread::sleep_for(std::chrono::milliseconds(options.pause_ms));
    if (i < options.warm_up) continue;
    bare_ms.push_back(static_cast<double>(bare.seen().at_ns - acked.at_ns) / 1e6);
    watch_ms.push_back(static_cast<double>(watch.seen().at_ns - acked.at_ns) / 1e6);
  }
  std::printf("{");
  Print("bare", bare_ms);
  std::printf(", ");
  Print("watch", watch_ms);
  std::printf("}\n");
  return 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures the time from a record's acknowledgment to the watch's event, and to a bare consumer",
               "latency");
  app.add_option("--brokers", options.brokers, "HOST:PORT")->required();
  app.add_option("--topic", options.topic, "A topic with one partition that no other program writes to")->required();
  app.add_option("--server", options.server, "rollcalld's HOST:PORT")->required();
  app.add_option("--count", options.count, "Records measured")->check(CLI::Range(1, 1'000'000));
  app.add_option("--warm-up", options.warm_up, "Records before the measured ones");
  app.add_option("--pause-ms", options.pause_ms, "Pause after each record");
  CLI11_PARSE(app, argc, argv);
  return Run(options);
}

}  // namespace
}  // namespace rollcall::bench

int main(int argc, char** argv) { return rollcall::bench::Main(argc, argv); }
