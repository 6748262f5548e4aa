// SPDX-License-Identifier: Apache-2.0
// Lets the hash's state live on the stack. Its size is part of xxhash's stable ABI since 0.8.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "topic/record/record.h"

namespace rollcall::topic {
namespace {

template <size_t N>
void PutLittleEndian(uint64_t number, char* out) {
  for (size_t i = 0; i < N; ++i) out[i] = static_cast<char>(number >> (8 * i));
}

void AddWithLength(XXH3_state_t* state, const std::optional<std::string_view>& text) {
  char size[4];
  PutLittleEndian<4>(static_cast<uint64_t>(text.has_value() ? static_cast<int64_t>(text->size()) : -1), size);
  XXH3_64bits_update(state, size, sizeof(size));
  if (text.has_value() && !text->empty()) XXH3_64bits_update(state, text->data(), text->size());
}

}  // namespace

uint64_t Fingerprint(const RecordView& record) {
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_64bits_reset(&state);
  char head[16];
  PutLittleEndian<8>(static_cast<uint64_t>(record.offset), head);
  PutLittleEndian<8>(static_cast<uint64_t>(record.timestamp_ms), head + 8);
  XXH3_64bits_update(&state, head, sizeof(head));
  AddWithLength(&state, record.key);
  AddWithLength(&state, record.value);
  return XXH3_64bits_digest(&state);
}

}  // namespace rollcall::topic
