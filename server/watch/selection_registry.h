// SPDX-License-Identifier: Apache-2.0
// The selections in use: one for each distinct filter and view. Not thread-safe.
#pragma once

#include <map>
#include <memory>

#include "server/select/request_identity.h"
#include "server/watch/selection.h"

namespace rollcall::watch {

class SelectionRegistry {
 public:
  // The selection in use, or a new one. It lives for as long as the result or a copy of it does.
  std::shared_ptr<Selection> Get(const select::Filter& filter, select::View view);

  size_t size() const { return selections_.size(); }

 private:
  std::map<select::RequestIdentity, std::weak_ptr<Selection>> selections_;
};

}  // namespace rollcall::watch
