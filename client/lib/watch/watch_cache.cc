// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/watch_cache.h"

namespace rollcall::client {

WatchRead WatchCache::Next(absl::Time until, AppliedMessage& step) {
  const WatchRead read = watch_->Next(until, message_);
  if (read != WatchRead::kMessage) return read;
  step = fold_.Apply(message_);
  if (step.digest == AppliedMessage::Digest::kDiffers) watch_->Restart();
  return read;
}

}  // namespace rollcall::client
