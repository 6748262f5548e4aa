// SPDX-License-Identifier: Apache-2.0
// Many watchers of WatchStatus on a few connections: one thread and one completion queue, two connections to each
// replica.
//
// Some watchers read at once, some leave what they are sent lying until much more was published, some cancel at any
// moment and resume on any replica. Each folds what it gets and compares it with the truth, message by message.
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

// What publisher and crowds know of each other.
struct CrowdScene {
  const ShownStates& truth;
  const std::vector<std::string>& addresses;  // of the replicas
  const int64_t last_revision;                // there will be no more
  std::atomic<int64_t> published{-1};         // the revision that every replica shows or will soon
  std::atomic<bool> failed{false};            // somebody: all go home
};

// How much was seen, so that a test can tell a crowd to which nothing happened.
struct CrowdCounts {
  int64_t messages = 0;
  int64_t checkpoints = 0;
  int64_t resumed = 0;            // streams that went on from a token
  int64_t resumed_elsewhere = 0;  // of those, on another replica than the one that gave the token
  int64_t slow_messages = 0;      // taken by slow watchers of everything
  int64_t slow_changes = 0;       // that happened meanwhile
};

class CrowdWatcher {
 public:
  enum class Temper { kQuick, kSlow, kFickle };
  enum class Operation { kStarted, kRead, kFinished };
  struct Tag {
    CrowdWatcher* watcher;
    Operation operation;
  };
  struct Place {
    std::vector<std::unique_ptr<v1::CoprocessorStatusService::Stub>>& stubs;  // by replica
    grpc::CompletionQueue& queue;
    CrowdCounts& counts;
  };

  CrowdWatcher(CrowdScene& scene, Place place, size_t wanted, Temper temper, uint64_t seed);
  CrowdWatcher(const CrowdWatcher&) = delete;
  CrowdWatcher& operator=(const CrowdWatcher&) = delete;

  void Open(size_t replica);
  void Complete(Operation operation, bool ok);
  // More was published.
  void Tick();
  // Goes home. It is over once its stream has ended.
  void Leave();

  bool is_over() const { return is_over_; }
  int64_t revision() const { return fold_.header().has_value() ? fold_.header()->revision() : -1; }
  // What went wrong, with the guarantee's name in front; empty: nothing.
  const std::string& fault() const { return fault_; }
  std::string Describe() const;

 private:
  void Read();
  void Cancel();
  void OnMessage();
  void OnEnd();
  void Resume();
  std::string Check() const;
  std::string CheckStart() const;
  std::string CheckRemoved() const;
  std::string CheckUpdated() const;
  void Count();

  CrowdScene& scene_;
  const Place place_;
  const size_t wanted_;
  const Temper temper_;
  Random random_;

  size_t replica_ = 0;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchStatusResponse>> reader_;
  v1::WatchStatusResponse message_;
  grpc::Status status_;
  FoldClient fold_;
  std::string token_;         // with which the stream was opened
  int64_t known_ = -1;        // revision of the last checkpoint before message_; -1: none since the snapshot began
  int64_t first_known_ = -1;  // revision of the first checkpoint
  int messages_ = 0;          // of the stream
  bool was_exact_ = false;    // whether message_ came after a checkpoint
  int64_t act_at_ = 0;        // the published revision at which it reads on, or cancels
  bool waits_ = false;        // does not read until act_at_
  bool cancelled_ = false;
  bool goes_home_ = false;
  bool is_over_ = false;
  std::string fault_;
  Tag started_{this, Operation::kStarted};
  Tag read_{this, Operation::kRead};
  Tag finished_{this, Operation::kFinished};
};

class WatchCrowd {
 public:
  WatchCrowd(CrowdScene& scene, int watchers, uint64_t seed);
  ~WatchCrowd();

  // Until every watcher has seen the last revision or one has found a fault, but not for longer than this.
  void Run(std::chrono::seconds limit);

  // For any thread: the revision that the crowd's quick watchers of everything, one on each replica, have reached.
  int64_t Pace() const;
  // After Run().
  const std::string& fault() const { return fault_; }
  const CrowdCounts& counts() const { return counts_; }

 private:
  bool IsOver() const;
  void Next(std::chrono::system_clock::time_point until);
  void NotePace();
  void GoHome();

  CrowdScene& scene_;
  std::vector<std::unique_ptr<v1::CoprocessorStatusService::Stub>> stubs_;         // by replica, as below
  std::vector<std::unique_ptr<v1::CoprocessorStatusService::Stub>> narrow_stubs_;  // of the slow ones
  grpc::CompletionQueue queue_;
  CrowdCounts counts_;
  std::vector<std::unique_ptr<CrowdWatcher>> watchers_;  // the first ones set the pace
  std::array<std::atomic<int64_t>, 2> pace_{-1, -1};
  int64_t seen_published_ = -1;
  std::string fault_;
};

}  // namespace rollcall::testing
