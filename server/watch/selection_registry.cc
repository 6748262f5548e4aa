// SPDX-License-Identifier: Apache-2.0
#include "server/watch/selection_registry.h"

namespace rollcall::watch {

std::shared_ptr<Selection> SelectionRegistry::Get(const select::Filter& filter, select::View view) {
  const select::RequestIdentity identity = select::MakeRequestIdentity(filter, view);
  const auto known = selections_.find(identity);
  std::shared_ptr<Selection> selection = known == selections_.end() ? nullptr : known->second.lock();
  if (selection == nullptr) {
    std::erase_if(selections_, [](const auto& entry) { return entry.second.expired(); });
    selection = std::make_shared<Selection>(filter, view, limits_, filter_memory_);
    selections_[identity] = selection;
  }
  return selection;
}

}  // namespace rollcall::watch
