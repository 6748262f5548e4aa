// SPDX-License-Identifier: Apache-2.0
#include "server/select/verdict_memory.h"

#include <algorithm>
#include <string>

#include "base/absl_view.h"

namespace rollcall::select {
namespace {

constexpr size_t kMinCapacity = 64;

size_t CostOf(std::string_view text) { return text.size() + VerdictMemory::kBytesPerText; }

}  // namespace

size_t VerdictMemory::NumberOf(std::string_view text) const {
  const auto known = numbers_.find(AbslView(text));
  return known == numbers_.end() ? numbers_.size() : known->second;
}

void VerdictMemory::Add(std::string_view text) {
  numbers_.emplace(text, numbers_.size());
  SetBytes(bytes() + CostOf(text));
}

void VerdictMemory::ForgetAll() {
  numbers_ = {};
  for (Verdicts* verdicts : verdicts_) verdicts->known_ = {};
  verdicts_.clear();
  SetBytes(0);
}

Verdicts::~Verdicts() {
  if (memory_ == nullptr || memory_->verdicts_.erase(this) == 0) return;
  memory_->SetBytes(memory_->bytes() - known_.capacity());
  if (memory_->verdicts_.empty()) memory_->ForgetAll();  // the texts were kept for the filters
}

size_t Verdicts::CapacityFor(size_t number) const {
  return number < known_.capacity() ? known_.capacity() : std::max({number + 1, 2 * known_.capacity(), kMinCapacity});
}

uint8_t* Verdicts::Find(std::string_view text) {
  VerdictMemory& memory = *memory_;
  size_t number = memory.NumberOf(text);
  const auto cost = [&] {
    return (number == memory.numbers_.size() ? CostOf(text) : 0) + CapacityFor(number) - known_.capacity();
  };
  if (!memory.HasRoomFor(cost())) {
    memory.ForgetAll();
    number = 0;
    if (!memory.HasRoomFor(cost())) return nullptr;
  }
  if (number == memory.numbers_.size()) memory.Add(text);
  if (number >= known_.size()) {
    const size_t before = known_.capacity();
    known_.reserve(CapacityFor(number));
    known_.resize(number + 1);
    memory.SetBytes(memory.bytes() + known_.capacity() - before);
    memory.verdicts_.insert(this);
  }
  return &known_[number];
}

}  // namespace rollcall::select
