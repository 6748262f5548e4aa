// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/http2/output_batch.h"

#include <cstring>

#include "base/check.h"

namespace rollcall::rpc {

void OutputBatch::Copy(std::string_view bytes) {
  CHECK_LE(used_ + bytes.size(), capacity_);
  char* const to = scratch_.get() + used_;
  std::memcpy(to, bytes.data(), bytes.size());
  used_ += bytes.size();
  if (last_was_copied_) {
    pieces_.back() = {pieces_.back().data(), pieces_.back().size() + bytes.size()};
  } else {
    pieces_.emplace_back(to, bytes.size());
  }
  last_was_copied_ = true;
}

void OutputBatch::Share(std::string_view bytes, const SharedBytes& owner) {
  if (large_pieces_ == LargePieces::kCopy) return Copy(bytes);
  pieces_.push_back(bytes);
  owners_.push_back(owner);
  shared_ += bytes.size();
  last_was_copied_ = false;
}

void OutputBatch::Clear() {
  used_ = shared_ = 0;
  last_was_copied_ = false;
  pieces_.clear();
  owners_.clear();
}

}  // namespace rollcall::rpc
