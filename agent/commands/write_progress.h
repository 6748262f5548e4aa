// SPDX-License-Identifier: Apache-2.0
// What a command has written so far, for the message of a command that is ended by a signal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"

namespace rollcall::agent {

// Thread-safe.
class WriteProgress {
 public:
  // `what` is being sent, as in "a record for topic 't'". From now on it may be written.
  void Begin(std::string what) ABSL_LOCKS_EXCLUDED(mutex_);
  // What was begun is written. `fact` says where, as in "a record at offset 42".
  void Written(std::string fact) ABSL_LOCKS_EXCLUDED(mutex_);
  // What was begun is not written.
  void NotWritten() ABSL_LOCKS_EXCLUDED(mutex_);

  // Whether something was written or may have been, in words.
  std::string Describe() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable Mutex mutex_;
  std::string begun_ ABSL_GUARDED_BY(mutex_);  // empty: nothing is being sent
  std::vector<std::string> facts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::agent
