// SPDX-License-Identifier: Apache-2.0
// The selections in use: one for each distinct filter and view. Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "server/watch/selection.h"

namespace rollcall::watch {

class SelectionRegistry {
 public:
  // The selection in use, or a new one. It lives for as long as the result or a copy of it does.
  std::shared_ptr<Selection> Get(const select::Filter& filter, select::View view);

  size_t size() const { return selections_.size(); }

 private:
  std::map<std::pair<std::string, select::View>, std::weak_ptr<Selection>> selections_;
};

}  // namespace rollcall::watch
