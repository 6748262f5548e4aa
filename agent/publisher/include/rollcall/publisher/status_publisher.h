// SPDX-License-Identifier: Apache-2.0
// Publishes the status of a node from inside the engine that runs its coprocessors.
//
//   using namespace rollcall::publisher;
//   Options options;
//   options.brokers = "kafka-1:9092,kafka-2:9092";
//   options.node_id = 5;
//   std::unique_ptr<StatusPublisher> publisher;
//   if (Status status = StatusPublisher::Start(options, {}, &publisher); !status.ok()) return Fail(status.message());
//   publisher->SetCoprocessor({"name_a", {"foo", "bar"}, "What it does", "running"});
//   publisher->Up();
//
// This header needs the C++17 standard library and nothing else. docs/publisher.md is the manual.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#define ROLLCALL_PUBLISHER_API __attribute__((visibility("default")))

namespace rollcall::publisher {

// Whether a call succeeded, and if not, what is wrong and what to do about it.
class [[nodiscard]] Status {
 public:
  Status() = default;  // it succeeded
  static Status Error(std::string message) { return Status(std::move(message)); }

  bool ok() const { return message_.empty(); }
  const std::string& message() const { return message_; }  // empty if it succeeded

 private:
  explicit Status(std::string message) : message_(std::move(message)) {}

  std::string message_;
};

// A coprocessor as readers of the topic see it. All texts are UTF-8.
struct Coprocessor {
  std::string name;                       // different for each coprocessor of a node
  std::vector<std::string> input_topics;  // in any order
  std::string description;
  std::string state;  // a word such as "running" or "errored"; empty: none is published
};

// The encoding of a node id as the key of its record. Rollcall reads both. All publishers of a topic should agree.
enum class KeyFormat {
  kBinary,   // four bytes, little-endian
  kDecimal,  // text, such as "5"
};

struct Options {
  std::string brokers;  // HOST:PORT[,HOST:PORT...]
  std::string topic = "coprocessor_status_topic";
  std::optional<int32_t> node_id;  // must be set; different for each node of the cluster

  // Properties of librdkafka, for SASL, TLS and timeouts. Those that the publisher depends on are refused by name.
  std::vector<std::pair<std::string, std::string>> properties;
  std::string client_id = "rollcall-publisher";  // brokers show it in their logs
  KeyFormat key_format = KeyFormat::kBinary;

  // A status "up" is published again after 55 % to 80 % of this time. Readers take one that is not published again for
  // three times this time as stale. Zero: no lease, so a node that dies stays "up". At most ten years.
  std::chrono::milliseconds lease{0};
  std::chrono::milliseconds coalesce{20};     // changes within this time are published by one record
  std::chrono::milliseconds min_interval{0};  // between two records about changes
  // How long a newer publisher of the same node, which has gone down or was overwritten, may be silent before this one
  // takes over.
  std::chrono::milliseconds takeover_after{10000};
  // How long the destructor waits for what is not acknowledged yet.
  std::chrono::milliseconds close_timeout{2000};
};

// What happens to the publisher. Each function may be empty. A thread of the publisher calls them, one at a time, and
// publishes nothing meanwhile: they must be quick and must not throw. They may call the functions of StatusPublisher
// that do not wait: neither Flush nor the destructor.
struct Callbacks {
  // A record of this publisher is on the topic: all in-sync replicas have it. A reader that is asked with `offset` as
  // its min_revision (`rollcall list --min-revision OFFSET`) answers with this status or a newer one of this topic.
  std::function<void(int64_t offset)> on_ack;
  // An attempt failed, or the topic cannot be used. The publisher goes on trying; `message` says what to do. Repeated
  // every few seconds while it lasts.
  std::function<void(const std::string& message)> on_failure;
  // A newer publisher publishes for this node, such as an engine that was started again while this one hangs. This one
  // publishes nothing for the node until on_take_over; the functions of StatusPublisher still note the state.
  // `instance`: the newer publisher's, as its records show it.
  std::function<void(const std::string& instance)> on_yield;
  // The newer publisher has gone down or fallen silent. This one publishes the present state again.
  std::function<void()> on_take_over;
  // Somebody else, such as a reaper or a person, wrote a record for the node or removed it. The present state is
  // published again. `instance`: of that record; empty if it has none.
  std::function<void(const std::string& instance)> on_overwritten;
};

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// Where the log lines of all publishers of the process go: those of the Kafka client, mostly. Null, as in the
// beginning: nowhere. `line` is msg="…" key=value …, without a newline. Any thread may call it, also after the last
// publisher is gone, so it must use nothing that is destroyed. The library never writes to stdout, and to stderr only
// if it finds a bug of its own, which ends the process. Thread-safe.
ROLLCALL_PUBLISHER_API void SetLog(std::function<void(LogLevel level, const std::string& line)> log);

// The publisher of one node.
//
// It publishes the whole new status when, and only when, that differs from the one on the topic; with a lease, also
// when the lease has to be renewed. At most one record is in flight, and the next one has the newest state, so an older
// state never lands after a newer one. It tries again until a record is acknowledged, and goes on after brokers were
// away, after a fatal error of the Kafka client, and after the topic was deleted and created again.
//
// Nothing is published before the first call of Up, Down or Retire. Set the coprocessors before Up, so that the node
// never shows itself without them.
//
// Thread-safe. Only Flush and the destructor wait; the other functions return at once, whatever the brokers do. They
// encode the whole status, so replace many coprocessors by one call. Start the publisher after fork(), not before.
class ROLLCALL_PUBLISHER_API StatusPublisher {
 public:
  // Starts two threads. Fails if an option is wrong. Whether a broker can be reached shows later, at on_failure.
  static Status Start(const Options& options, Callbacks callbacks, std::unique_ptr<StatusPublisher>* publisher);

  // Waits up to close_timeout until the last state is acknowledged, then ends the threads, which takes about a second
  // more if no broker answers. Publishes nothing of its own: call Down or Retire before, or the node stays as it is
  // until its lease is over. No callback runs after that.
  ~StatusPublisher();
  StatusPublisher(const StatusPublisher&) = delete;
  StatusPublisher& operator=(const StatusPublisher&) = delete;

  // Each of these changes the state, which is published while the node is up. Where one fails, the state stays as it
  // was: a text is no UTF-8, a name is given twice, or the status would have more than a megabyte.
  Status SetCoprocessor(Coprocessor coprocessor);     // adds it, or replaces the one with its name
  Status RemoveCoprocessor(const std::string& name);  // succeeds too if there is none
  Status ReplaceCoprocessors(std::vector<Coprocessor> coprocessors);

  // The node runs the coprocessors that are set.
  Status Up();
  // The node runs nothing. The coprocessors stay set for the next Up. `reason` is for people; it may be empty.
  Status Down(const std::string& reason = "");
  // The node is gone: its records are removed from the topic, until the next Up or Down.
  Status Retire();

  // Waits until the topic shows the last state, or the publisher has yielded. False if `timeout` passes first.
  bool Flush(std::chrono::milliseconds timeout);

  // The offset of the newest acknowledged record; nullopt if there is none.
  std::optional<int64_t> LastOffset() const;
  // Whether a newer publisher publishes for the node (Callbacks::on_yield).
  bool HasYielded() const;

 private:
  class Impl;
  explicit StatusPublisher(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace rollcall::publisher
