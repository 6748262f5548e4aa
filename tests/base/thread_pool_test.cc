// SPDX-License-Identifier: Apache-2.0
#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "base/exit_code.h"

namespace rollcall {
namespace {

TEST(ThreadPoolTest, OtherThreadsDoTheWork) {
  std::promise<std::thread::id> first;
  std::promise<std::thread::id> second;
  ThreadPool pool(2);  // is destroyed before what its work uses
  pool.Submit([&] {
    first.set_value(std::this_thread::get_id());
    second.get_future().wait();  // so that another thread must do the next
  });
  pool.Submit([&] { second.set_value(std::this_thread::get_id()); });
  EXPECT_NE(first.get_future().get(), std::this_thread::get_id());
}

TEST(ThreadPoolTest, ShutdownFinishesAllWork) {
  std::atomic<int> done = 0;
  ThreadPool pool(1);
  for (int i = 0; i < 1000; ++i) pool.Submit([&] { ++done; });
  pool.Shutdown();
  EXPECT_EQ(done, 1000);
}

TEST(ThreadPoolTest, AfterShutdownTheCallerDoesTheWork) {
  std::thread::id by;
  ThreadPool pool(1);
  pool.Shutdown();
  pool.Submit([&] { by = std::this_thread::get_id(); });
  EXPECT_EQ(by, std::this_thread::get_id());
}

TEST(ThreadPoolTest, WorkIsTakenUpInOrder) {
  std::vector<int> done;
  ThreadPool pool(1);
  for (int i = 0; i < 100; ++i) pool.Submit([&done, i] { done.push_back(i); });
  pool.Shutdown();
  pool.Shutdown();  // does nothing
  ASSERT_EQ(done.size(), 100u);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST(ThreadPoolDeathTest, WorkMustNotShutDownItsPool) {
  EXPECT_EXIT(
      {
        ThreadPool pool(1);
        pool.Submit([&pool] { pool.Shutdown(); });
        std::promise<void>().get_future().wait();
      },
      testing::ExitedWithCode(kExitBug), "CHECK failed");
}

}  // namespace
}  // namespace rollcall
