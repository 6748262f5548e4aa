// SPDX-License-Identifier: Apache-2.0
// Where a command writes.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "client/lib/cancellation.h"

namespace rollcall::cli {

// For one thread.
class Output {
 public:
  virtual ~Output() = default;
  // Writes all of `text` at once, unbuffered. CANCELLED: the reader has closed its end, or the program shall stop and
  // the reader does not read; both end a program silently. Another error: the text is lost, and the message says why.
  virtual absl::Status Write(std::string_view text) = 0;
};

// A file descriptor that stays its owner's. Waits for a slow reader, but not when `cancellation` is cancelled. The
// process must ignore SIGPIPE.
class FileOutput final : public Output {
 public:
  FileOutput(int descriptor, client::Cancellation& cancellation);
  ~FileOutput() override;
  absl::Status Write(std::string_view text) override;

 private:
  absl::Status AwaitRoom();

  const int descriptor_;
  const int wake_;  // an eventfd, readable once cancelled
  client::Cancellation::Registration registration_;
};

// For tests and for text that is wanted as such.
class StringOutput final : public Output {
 public:
  absl::Status Write(std::string_view text) override {
    text_ += text;
    return absl::OkStatus();
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace rollcall::cli
