// SPDX-License-Identifier: Apache-2.0
// Statuses from a stream, such as standard input: one JSON object a line (NDJSON).
#pragma once

#include <string>

#include "agent/source/status_source.h"

namespace rollcall::agent {

class LineSource final : public StatusSource {
 public:
  // Does not own `fd`. `name` is the stream's, for messages.
  LineSource(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

  // Ends with the stream. A line that is too long is a failure; reading goes on behind it.
  void Run(Cancellation& stop, const SourceListener& listener) override;

 private:
  const int fd_;
  const std::string name_;
};

}  // namespace rollcall::agent
