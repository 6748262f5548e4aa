// SPDX-License-Identifier: Apache-2.0
// What a watcher needs in a test of the engine: a topic and its store, the time, and the slot for a frozen order.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/watch/watcher.h"
#include "tests/testing/fake_feed.h"

namespace rollcall::watch {

// A filter that selects the coprocessors of this name.
inline v1::Filter OfName(const std::string& name) {
  v1::Filter filter;
  filter.add_names(name);
  return filter;
}

class WatchFixture : public ::testing::Test {
 protected:
  std::unique_ptr<Watcher> NewWatcher(std::shared_ptr<Selection> selection, WatchRequest request) {
    return std::make_unique<Watcher>(std::move(selection), std::move(request), frozen_slot_, now_);
  }

  testing::FakeFeed feed_;
  FrozenOrderSlot frozen_slot_;
  Instant now_ = testing::kStart;
};

}  // namespace rollcall::watch
