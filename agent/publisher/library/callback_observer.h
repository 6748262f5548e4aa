// SPDX-License-Identifier: Apache-2.0
// Passes on what happens to the loop to an engine's callbacks.
#pragma once

#include <string>
#include <utility>

#include "agent/publisher/publisher_loop.h"
#include "rollcall/publisher/status_publisher.h"

namespace rollcall::publisher {

class CallbackObserver : public agent::PublisherObserver {
 public:
  explicit CallbackObserver(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

  void OnPublished(int32_t /*node_id*/, int64_t offset, agent::NodePublication::Cause /*cause*/) override {
    if (callbacks_.on_ack) callbacks_.on_ack(offset);
  }
  void OnFailure(const absl::Status& error) override {
    if (callbacks_.on_failure) callbacks_.on_failure(std::string(error.message()));
  }
  void OnYielded(int32_t /*node_id*/, const std::string& by, int64_t /*offset*/) override {
    if (callbacks_.on_yield) callbacks_.on_yield(by);
  }
  void OnTookOver(int32_t /*node_id*/) override {
    if (callbacks_.on_take_over) callbacks_.on_take_over();
  }
  void OnOverwritten(int32_t /*node_id*/, const std::string& by, int64_t /*offset*/) override {
    if (callbacks_.on_overwritten) callbacks_.on_overwritten(by);
  }

 private:
  const Callbacks callbacks_;
};

}  // namespace rollcall::publisher
