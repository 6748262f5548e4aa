// SPDX-License-Identifier: Apache-2.0
// Where the status of a node comes from: a file, standard input or a command.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "rollcall/cancellation.h"
#include "topic/record/status.h"

namespace rollcall::agent {

// The largest status that a source gives. A larger one could not be published.
inline constexpr size_t kMaxStatusBytes = topic::kMaxValueBytes;

struct SourceEvent {
  enum class Kind {
    kStatus,  // the source gave a text, which nobody has checked yet
    kFailed,  // it gave nothing usable; it may do so later
    kEnded,   // it gives nothing any more
  };

  Kind kind = Kind::kStatus;
  std::string text;    // kStatus
  std::string origin;  // kStatus: what the text is, for messages, such as "line 3 of standard input"
  std::string hint;    // kStatus: what may explain a text that cannot be used; often empty
  absl::Status error;  // kFailed, kEnded: why
};

using SourceListener = std::function<void(SourceEvent event)>;

class StatusSource {
 public:
  virtual ~StatusSource() = default;

  // Calls `listener` on this thread, with the first event at once, until `stop` is canceled or the source has ended.
  virtual void Run(Cancellation& stop, const SourceListener& listener) = 0;
};

}  // namespace rollcall::agent
