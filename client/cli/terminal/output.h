// SPDX-License-Identifier: Apache-2.0
// The outputs of a command.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "base/unique_fd.h"
#include "rollcall/cancellation.h"

namespace rollcall::cli {

// For one thread.
class Output {
 public:
  virtual ~Output() = default;
  // Writes all of `text` at once, without a buffer. CANCELLED if the reader has closed the pipe, or if the program was
  // canceled while the reader did not read; the program should then end without a message. Any other error means that
  // the text was lost, and says why.
  virtual absl::Status Write(std::string_view text) = 0;
};

// Writes to a file descriptor, which it does not own. Waits for a slow reader until `cancellation` is canceled. The
// process must ignore SIGPIPE. `cancellation` must outlive this.
class FileOutput final : public Output {
 public:
  FileOutput(int descriptor, Cancellation& cancellation);
  absl::Status Write(std::string_view text) override;

 private:
  absl::Status WaitUntilWritable();

  const int descriptor_;
  UniqueFd wake_;                            // an eventfd that is readable once `cancellation` is canceled
  Cancellation::Registration registration_;  // after `wake_`, because it must be destroyed first
};

// Keeps the text. For tests.
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
