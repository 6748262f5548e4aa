// SPDX-License-Identifier: Apache-2.0
// Many watchers of WatchStatus, on one thread and one completion queue, over two connections to each replica.
//
// A third of the watchers read at once, a third leave a message unread until many more records are published, and a
// third cancel at random moments and resume on a random replica. Each watcher folds its messages and compares every one
// of them with the truth.
#pragma once

#include <grpcpp/grpcpp.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rollcall/v1/rollcall.grpc.pb.h"
#include "tests/testing/fold_client.h"
#include "tests/testing/random.h"
#include "tests/testing/shown_states.h"

namespace rollcall::testing {

// What the publisher and the crowds share.
struct CrowdScene {
  const ShownStates& truth;
  const std::vector<std::string>& addresses;  // of the two replicas
  const int64_t last_revision;                // the last one that is published
  std::atomic<int64_t> published{-1};         // the revision that every replica shows, or is about to show
  std::atomic<bool> failed{false};            // one watcher has failed, so all stop
};

// How much was seen, so that a test can notice a crowd in which nothing happened.
struct CrowdCounts {
  int64_t messages = 0;
  int64_t checkpoints = 0;
  int64_t resumed = 0;            // streams that continued from a token
  int64_t resumed_elsewhere = 0;  // streams that continued from a token of the other replica
  int64_t slow_messages = 0;      // messages to slow watchers of everything
  int64_t slow_changes = 0;       // changes that these messages cover
};

// One watcher, which has one stream at a time. Not thread-safe: its crowd's thread calls it.
class CrowdWatcher {
 public:
  // kQuick reads at once; kSlow leaves messages unread; kFickle cancels and resumes.
  enum class Behavior { kQuick, kSlow, kFickle };
  enum class Operation { kStarted, kRead, kFinished };
  struct Tag {
    CrowdWatcher* watcher;
    Operation operation;
  };
  // The crowd's resources that the watcher uses.
  struct Shared {
    std::vector<std::unique_ptr<v1::CoprocessorStatusService::Stub>>& stubs;  // by replica
    grpc::CompletionQueue& queue;
    CrowdCounts& counts;
  };

  CrowdWatcher(CrowdScene& scene, Shared shared, size_t wanted, Behavior behavior, uint64_t seed);
  CrowdWatcher(const CrowdWatcher&) = delete;
  CrowdWatcher& operator=(const CrowdWatcher&) = delete;

  // Opens a stream to a replica, resumed with the newest token if there is one.
  void Open(size_t replica);
  // Call it when the completion queue returns an operation of this watcher.
  void Complete(Operation operation, bool ok);
  // Call it whenever more was published.
  void OnPublished();
  // Cancels the stream for good. is_over() is true once the stream has ended.
  void Stop();

  bool is_over() const { return is_over_; }
  int64_t revision() const { return fold_.header().has_value() ? fold_.header()->revision() : -1; }
  // What went wrong, after the name of the broken guarantee and a colon; empty if nothing did.
  const std::string& fault() const { return fault_; }
  std::string Describe() const;

 private:
  void Read();
  void Cancel();
  void OnMessage();
  void OnEnd();
  std::string Check() const;
  std::string CheckStart() const;
  std::string CheckRemoved() const;
  std::string CheckUpdated() const;
  void Count();

  CrowdScene& scene_;
  const Shared shared_;
  const size_t wanted_;
  const Behavior behavior_;
  Random random_;

  size_t replica_ = 0;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchStatusResponse>> reader_;
  v1::WatchStatusResponse message_;
  grpc::Status status_;
  FoldClient fold_;
  std::string token_;  // the token with which the stream was opened
  int64_t last_checkpoint_ =
      -1;             // revision of the last checkpoint before message_; -1 if there is none since the snapshot began
  int messages_ = 0;  // messages of the stream
  bool was_exact_ = false;    // message_ is the first of its stream or came after a checkpoint
  int64_t act_at_ = 0;        // the published revision at which it reads on, or cancels
  bool is_waiting_ = false;   // it does not read until act_at_
  bool has_started_ = false;  // the call was sent
  bool is_canceled_ = false;
  bool is_stopping_ = false;
  bool is_over_ = false;
  std::string fault_;
  Tag started_{this, Operation::kStarted};
  Tag read_{this, Operation::kRead};
  Tag finished_{this, Operation::kFinished};
};

// The watchers on one thread, which is the caller of Run().
class WatchCrowd {
 public:
  // `watchers` >= 2: the first two set the pace.
  WatchCrowd(CrowdScene& scene, int watchers, uint64_t seed);
  ~WatchCrowd();

  // Runs until every watcher has seen the last revision or one has failed, but not longer than `limit`. Call it once.
  void Run(std::chrono::seconds limit);

  // The revision that the crowd's pacers have reached: a quick watcher of everything on each replica. Thread-safe.
  int64_t Pace() const;
  // The results, after Run().
  const std::string& fault() const { return fault_; }
  const CrowdCounts& counts() const { return counts_; }

 private:
  bool IsOver() const;
  void Next(std::chrono::system_clock::time_point until);
  void UpdatePace();
  void StopAll();

  CrowdScene& scene_;
  std::vector<std::unique_ptr<v1::CoprocessorStatusService::Stub>> stubs_;         // by replica
  std::vector<std::unique_ptr<v1::CoprocessorStatusService::Stub>> narrow_stubs_;  // the slow watchers', by replica
  grpc::CompletionQueue queue_;
  CrowdCounts counts_;
  std::vector<std::unique_ptr<CrowdWatcher>> watchers_;  // the pacers come first
  std::array<std::atomic<int64_t>, 2> pace_{-1, -1};
  int64_t seen_published_ = -1;
  bool has_run_ = false;
  std::string fault_;
};

}  // namespace rollcall::testing
