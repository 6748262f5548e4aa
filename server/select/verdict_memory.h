// SPDX-License-Identifier: Apache-2.0
// Remembers for each distinct name and topic text which filters match it, so that their globs are tried once for each
// distinct text and not once for each row.
//
// The filters of one event loop share the texts; each has a byte for each text. What is remembered is bounded: when the
// memory is full, all of it is forgotten, and the texts are tried and remembered again as they come. Not thread-safe,
// except for bytes().
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace rollcall::select {

class Verdicts;

class VerdictMemory {
 public:
  static constexpr size_t kMaxBytes = 64 << 20;
  static constexpr size_t kBytesPerText = 64;  // what a text costs beside its own bytes, about

  explicit VerdictMemory(size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}
  VerdictMemory(const VerdictMemory&) = delete;
  VerdictMemory& operator=(const VerdictMemory&) = delete;

  // What is remembered, at most the limit. May be called from any thread.
  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  friend class Verdicts;

  // The number of a text. Numbers count up from 0.
  size_t NumberOf(std::string_view text) const;
  // Whether there is room for `bytes` more.
  bool HasRoomFor(size_t bytes) const { return bytes <= max_bytes_ - this->bytes(); }
  void Add(std::string_view text);
  void ForgetAll();
  void SetBytes(size_t bytes) { bytes_.store(bytes, std::memory_order_relaxed); }

  const size_t max_bytes_;
  absl::flat_hash_map<std::string, size_t> numbers_;  // by text
  absl::flat_hash_set<Verdicts*> verdicts_;           // those that remember something
  std::atomic<size_t> bytes_ = 0;
};

// The verdicts of one filter. Not thread-safe.
class Verdicts {
 public:
  enum class Field : uint8_t { kName = 0, kInputTopic = 1 };

  // `memory` may be null if Get is never called.
  explicit Verdicts(std::shared_ptr<VerdictMemory> memory) : memory_(std::move(memory)) {}
  ~Verdicts();
  Verdicts(const Verdicts&) = delete;
  Verdicts& operator=(const Verdicts&) = delete;

  // What `decide()` returned for this field and text, if that is remembered, otherwise what it returns now.
  template <typename Decide>
  bool Get(Field field, std::string_view text, const Decide& decide) {
    uint8_t* const known = Find(text);
    if (known == nullptr) return decide();
    const auto shift = 2 * static_cast<unsigned>(field);
    if ((*known >> shift & kIsKnown) == 0) {
      *known |= static_cast<uint8_t>((decide() ? kIsKnown | kMatches : kIsKnown) << shift);
    }
    return (*known >> shift & kMatches) != 0;
  }

 private:
  friend class VerdictMemory;
  static constexpr unsigned kIsKnown = 1;
  static constexpr unsigned kMatches = 2;

  // What is known of a text, two bits for each field; null if it cannot be remembered.
  uint8_t* Find(std::string_view text);
  // How large known_ must be allocated to hold a text of this number.
  size_t CapacityFor(size_t number) const;

  const std::shared_ptr<VerdictMemory> memory_;
  std::vector<uint8_t> known_;  // by number of the text
};

}  // namespace rollcall::select
