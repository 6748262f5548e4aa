// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/cluster_watch.h"

#include <utility>

#include "base/check.h"

namespace rollcall::client {

ClusterWatch::ClusterWatch(std::unique_ptr<Watch> watch) : watch_(std::move(watch)) { CHECK(watch_ != nullptr); }

WatchRead ClusterWatch::Next(Instant until, ViewStep& step) {
  const WatchRead read = watch_->Next(until, message_);
  if (std::exchange(calls_, watch_->calls()) != calls_) view_.DropAside();
  if (read != WatchRead::kMessage) return read;
  step = view_.Apply(message_);
  if (step.digest == ViewStep::Digest::kMatches) watch_->OnDigestMatched();
  if (step.digest == ViewStep::Digest::kDiffers) watch_->OnDigestDiffered(step.header);
  return read;
}

}  // namespace rollcall::client
