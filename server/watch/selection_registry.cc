// SPDX-License-Identifier: Apache-2.0
#include "server/watch/selection_registry.h"

namespace rollcall::watch {

std::shared_ptr<Selection> SelectionRegistry::Get(const select::Filter& filter, select::View view) {
  std::weak_ptr<Selection>& slot = selections_[{filter.canonical(), view}];
  std::shared_ptr<Selection> selection = slot.lock();
  if (selection == nullptr) {
    std::erase_if(selections_, [](const auto& entry) { return entry.second.expired(); });
    selection = std::make_shared<Selection>(filter, view);
    selections_[{filter.canonical(), view}] = selection;
  }
  return selection;
}

}  // namespace rollcall::watch
