// SPDX-License-Identifier: Apache-2.0
// A file descriptor that becomes readable when a Cancellation is canceled, for poll(2).
#pragma once

#include <sys/eventfd.h>

#include "base/unique_fd.h"
#include "rollcall/cancellation.h"

namespace rollcall::agent {

class StopFd {
 public:
  // `cancellation` must outlive it.
  explicit StopFd(Cancellation& cancellation)
      : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        registration_(cancellation, [this] { static_cast<void>(eventfd_write(event_.get(), 1)); }) {}

  int get() const { return event_.get(); }

 private:
  const UniqueFd event_;
  const Cancellation::Registration registration_;
};

}  // namespace rollcall::agent
