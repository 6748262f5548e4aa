// From the ack of a produce to the watch's event, and beside it, for the very same records, to a bare librdkafka
// consumer: what Kafka takes to show a record to anybody, and what Rollcall adds to it.
//
// One record at a time; the next is produced when both have seen it. One clock, in one process.
#include <grpcpp/grpcpp.h>
#include <librdkafka/rdkafka.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "rollcall/v1/rollcall.grpc.pb.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/record/json_codec.h"
#include "topic/record/key.h"

namespace rollcall::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kGiveUpAfter(30);
constexpr int kNode = 1;

struct Options {
  std::string brokers, topic, server;
  int count = 500;
  int warm_up = 50;
  int pause_ms = 5;
};

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "latency: " << what << "\n";
  std::exit(1);
}

// The newest offset that somebody has seen, and when.
struct Sighting {
  std::atomic<int64_t> offset{-1};
  std::atomic<int64_t> at_ns{0};

  void See(int64_t seen_offset) {
    at_ns = Clock::now().time_since_epoch().count();
    offset = seen_offset;
  }
};

void Await(const std::string& what, const std::function<bool()>& holds) {
  const auto deadline = Clock::now() + kGiveUpAfter;
  while (!holds()) {
    if (Clock::now() > deadline) Fail("not in time: " + what);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

topic::KafkaClient NewClient(rd_kafka_type_t type, topic::KafkaConf conf) {
  char error[512] = "";
  rd_kafka_t* client = rd_kafka_new(type, conf.get(), error, sizeof(error));
  if (client == nullptr) Fail(error);
  conf.release();  // the client's now
  return topic::KafkaClient(client);
}

topic::KafkaConf NewConf(const Options& options) {
  topic::KafkaConf conf(rd_kafka_conf_new());
  char error[512] = "";
  for (const auto& [name, value] : {std::pair{"bootstrap.servers", options.brokers.c_str()},
                                    {"group.id", "bench"},
                                    {"linger.ms", "0"},
                                    {"enable.partition.eof", "true"}}) {
    if (rd_kafka_conf_set(conf.get(), name, value, error, sizeof(error)) != RD_KAFKA_CONF_OK) Fail(error);
  }
  return conf;
}

class BareConsumer {
 public:
  explicit BareConsumer(const Options& options) : client_(NewClient(RD_KAFKA_CONSUMER, NewConf(options))) {
    rd_kafka_poll_set_consumer(client_.get());
    const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(partitions.get(), options.topic.c_str(), 0)->offset = RD_KAFKA_OFFSET_END;
    rd_kafka_assign(client_.get(), partitions.get());
    thread_ = std::thread([this] { Run(); });
    Await("the bare consumer reaches the end", [this] { return at_end_.load(); });
  }
  ~BareConsumer() {
    over_ = true;
    thread_.join();
  }

  const Sighting& seen() const { return seen_; }

 private:
  void Run() {
    while (!over_) {
      const topic::KafkaMessage message(rd_kafka_consumer_poll(client_.get(), 100));
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) seen_.See(message->offset);
      if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) at_end_ = true;
    }
  }

  topic::KafkaClient client_;
  Sighting seen_;
  std::atomic<bool> at_end_{false};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

class Watch {
 public:
  explicit Watch(const Options& options)
      : stub_(v1::CoprocessorStatusService::NewStub(
            grpc::CreateChannel(options.server, grpc::InsecureChannelCredentials()))),
        reader_(stub_->WatchStatus(&context_, v1::WatchStatusRequest())),
        thread_([this] { Run(); }) {
    Await("the watch's first checkpoint", [this] { return complete_.load(); });
  }
  ~Watch() {
    context_.TryCancel();
    thread_.join();
  }

  const Sighting& seen() const { return seen_; }

 private:
  void Run() {
    v1::WatchStatusResponse message;
    while (reader_->Read(&message)) {
      for (const v1::NodeStatus& node : message.updated()) {
        if (node.node_id() == kNode) seen_.See(node.revision());
      }
      if (message.has_checkpoint()) complete_ = true;
    }
    reader_->Finish();
  }

  std::unique_ptr<v1::CoprocessorStatusService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchStatusResponse>> reader_;
  Sighting seen_;
  std::atomic<bool> complete_{false};
  std::thread thread_;
};

class Producer {
 public:
  explicit Producer(const Options& options) : topic_(options.topic) {
    topic::KafkaConf conf = NewConf(options);
    rd_kafka_conf_set_opaque(conf.get(), &acked_);
    rd_kafka_conf_set_dr_msg_cb(conf.get(), [](rd_kafka_t*, const rd_kafka_message_t* message, void* acked) {
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(rd_kafka_err2str(message->err));
      static_cast<Sighting*>(acked)->See(message->offset);
    });
    client_ = NewClient(RD_KAFKA_PRODUCER, std::move(conf));
  }

  // Returns when the record is acked.
  const Sighting& Produce(int number) {
    const topic::Status status{kNode, "up", {{"name_a", {"foo"}, "number " + std::to_string(number), ""}}, {}, ""};
    const std::string key = topic::BinaryKey(kNode);
    const std::string value = topic::EncodeValue(status);
    const int64_t before = acked_.offset;
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_KEY(key.data(), key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(rd_kafka_err2str(error));
    const auto deadline = Clock::now() + kGiveUpAfter;
    while (acked_.offset == before && Clock::now() < deadline) rd_kafka_poll(client_.get(), 1000);
    if (acked_.offset == before) Fail("no ack in time");
    return acked_;
  }

 private:
  const std::string topic_;
  Sighting acked_;
  topic::KafkaClient client_;
};

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
    const Sighting& acked = producer.Produce(i);
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
  CLI::App app("Ack of a produce to the watch's event, beside a bare consumer", "latency");
  app.add_option("--brokers", options.brokers, "HOST:PORT")->required();
  app.add_option("--topic", options.topic, "A topic with one partition that nobody else writes to")->required();
  app.add_option("--server", options.server, "rollcalld's HOST:PORT")->required();
  app.add_option("--count", options.count, "Records measured")->check(CLI::Range(1, 1'000'000));
  app.add_option("--warm-up", options.warm_up, "Records before those");
  app.add_option("--pause-ms", options.pause_ms, "After each record");
  CLI11_PARSE(app, argc, argv);
  return Run(options);
}

}  // namespace
}  // namespace rollcall::bench

int main(int argc, char** argv) { return rollcall::bench::Main(argc, argv); }
