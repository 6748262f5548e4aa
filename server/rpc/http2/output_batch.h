// SPDX-License-Identifier: Apache-2.0
// What a connection sends in one system call: small pieces are copied one after another, large ones are referred to.
//
// An event loop has one, which its connections use in turn, so that a connection that is idle holds no memory for
// output. Not thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::rpc {

// Bytes that are made once and shared by all answers that contain them.
using SharedBytes = std::shared_ptr<const std::string>;

class OutputBatch {
 public:
  // `capacity`: how many bytes it copies at most.
  explicit OutputBatch(size_t capacity = 256 << 10) : scratch_(new char[capacity]), capacity_(capacity) {}

  // Whether one more frame, of which `bytes` bytes are copied, fits.
  bool HasRoom(size_t bytes) const {
    return used_ + bytes <= capacity_ && pieces_.size() < kMaxPieces && shared_ < kMaxSharedBytes;
  }
  bool IsEmpty() const { return pieces_.empty(); }

  // Adds a copy of the bytes, for which there is room.
  void Copy(std::string_view bytes);
  // Adds `bytes`, a part of what `owner` points to, for whose copy there is room. Does not copy them, and keeps the
  // owner until Clear, unless SetLargePieces says otherwise.
  void Share(std::string_view bytes, const SharedBytes& owner);

  // TLS copies anyway, and makes fewer records of one piece.
  enum class LargePieces { kShare, kCopy };
  void SetLargePieces(LargePieces large_pieces) { large_pieces_ = large_pieces; }

  std::span<const std::string_view> pieces() const { return pieces_; }
  void Clear();

 private:
  // A system call takes at most 1024 pieces (IOV_MAX). A frame may add several.
  static constexpr size_t kMaxPieces = 900;
  // What the system does not take of a batch is copied, for a peer that may never read it.
  static constexpr size_t kMaxSharedBytes = 1 << 20;

  const std::unique_ptr<char[]> scratch_;
  const size_t capacity_;
  size_t used_ = 0;
  size_t shared_ = 0;  // bytes
  bool last_was_copied_ = false;
  LargePieces large_pieces_ = LargePieces::kShare;
  std::vector<std::string_view> pieces_;
  std::vector<SharedBytes> owners_;
};

}  // namespace rollcall::rpc
