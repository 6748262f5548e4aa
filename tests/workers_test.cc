#include "server/api/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace rollcall::api {
namespace {

TEST(WorkersTest, DoesWorkByOtherThreads) {
  std::promise<std::thread::id> first;
  std::promise<std::thread::id> second;
  Workers workers(2);  // ends before what its work uses
  workers.Do([&] {
    first.set_value(std::this_thread::get_id());
    second.get_future().wait();  // so that another thread must do the next
  });
  workers.Do([&] { second.set_value(std::this_thread::get_id()); });
  EXPECT_NE(first.get_future().get(), std::this_thread::get_id());
}

TEST(WorkersTest, ShutdownFinishesWhatWasGiven) {
  std::atomic<int> done = 0;
  Workers workers(1);
  for (int i = 0; i < 1000; ++i) workers.Do([&] { ++done; });
  workers.Shutdown();
  EXPECT_EQ(done, 1000);
}

TEST(WorkersTest, AfterShutdownTheCallerDoesIt) {
  std::thread::id by;
  Workers workers(1);
  workers.Shutdown();
  workers.Do([&] { by = std::this_thread::get_id(); });
  EXPECT_EQ(by, std::this_thread::get_id());
}

}  // namespace
}  // namespace rollcall::api
