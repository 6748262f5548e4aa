// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/watch_cache.h"

#include <utility>

#include "base/check.h"
#include "rollcall/instant.h"

namespace rollcall::client {

WatchCache::WatchCache(std::unique_ptr<ResumingWatch> watch) : watch_(std::move(watch)) { CHECK(watch_ != nullptr); }

WatchRead WatchCache::Next(Instant until, AppliedMessage& applied) {
  const WatchRead read = watch_->Next(until, message_);
  if (std::exchange(calls_, watch_->calls()) != calls_) fold_.DropAside();
  if (read != WatchRead::kMessage) return read;
  applied = fold_.Apply(message_);
  if (applied.digest == AppliedMessage::Digest::kDiffers) watch_->Restart();
  return read;
}

}  // namespace rollcall::client
