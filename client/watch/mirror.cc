#include "client/watch/mirror.h"

namespace rollcall::client {

WatchRead Mirror::Next(absl::Time until, FoldStep& step) {
  const WatchRead read = watch_->Next(until, message_);
  if (read != WatchRead::kMessage) return read;
  step = fold_.Apply(message_);
  if (step.digest == FoldStep::Digest::kDiffers) watch_->Restart();
  return read;
}

}  // namespace rollcall::client
