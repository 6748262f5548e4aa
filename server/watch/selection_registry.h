// SPDX-License-Identifier: Apache-2.0
// The selections in use: one for each distinct filter and view. Not thread-safe, except where a comment says
// otherwise.
#pragma once

#include <cstddef>
#include <map>
#include <memory>

#include "server/select/request_identity.h"
#include "server/select/verdict_memory.h"
#include "server/watch/selection.h"

namespace rollcall::watch {

class SelectionRegistry {
 public:
  explicit SelectionRegistry(SelectionLimits limits = {}) : limits_(limits) {}

  // The selection in use, or a new one. It lives for as long as the result or a copy of it does.
  std::shared_ptr<Selection> Get(const select::Filter& filter, select::View view);

  size_t size() const { return selections_.size(); }
  // What the filters of all these selections remember. May be called from any thread.
  size_t filter_memory_bytes() const { return filter_memory_->bytes(); }

 private:
  const SelectionLimits limits_;
  const std::shared_ptr<select::VerdictMemory> filter_memory_ = std::make_shared<select::VerdictMemory>();
  std::map<select::RequestIdentity, std::weak_ptr<Selection>> selections_;
};

}  // namespace rollcall::watch
