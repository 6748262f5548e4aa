// SPDX-License-Identifier: Apache-2.0
#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace rollcall {
namespace {

TEST(ThreadPoolTest, DoesWorkByOtherThreads) {
  std::promise<std::thread::id> first;
  std::promise<std::thread::id> second;
  ThreadPool workers(2);  // ends before what its work uses
  workers.Submit([&] {
    first.set_value(std::this_thread::get_id());
    second.get_future().wait();  // so that another thread must do the next
  });
  workers.Submit([&] { second.set_value(std::this_thread::get_id()); });
  EXPECT_NE(first.get_future().get(), std::this_thread::get_id());
}

TEST(ThreadPoolTest, ShutdownFinishesWhatWasGiven) {
  std::atomic<int> done = 0;
  ThreadPool workers(1);
  for (int i = 0; i < 1000; ++i) workers.Submit([&] { ++done; });
  workers.Shutdown();
  EXPECT_EQ(done, 1000);
}

TEST(ThreadPoolTest, AfterShutdownTheCallerDoesIt) {
  std::thread::id by;
  ThreadPool workers(1);
  workers.Shutdown();
  workers.Submit([&] { by = std::this_thread::get_id(); });
  EXPECT_EQ(by, std::this_thread::get_id());
}

}  // namespace
}  // namespace rollcall
