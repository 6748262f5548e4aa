// SPDX-License-Identifier: Apache-2.0
// Writes records of every kind, with what each means.
#pragma once

#include "tests/testing/random.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

// Two of them share a key of four bytes: "1234" is 1234 and, read as a little-endian number, 0x34333231. There are more
// than a resume token has anchors.
inline constexpr int32_t kNodeIds[] = {1, 1234, 0x34333231, -5, 0,  2,  3,  4,  5,  6,  7,  8,
                                       9, 10,   11,         12, 13, 14, 15, 16, 17, 18, 19, 20};

// Writes about the first `nodes` of kNodeIds.
struct RecordAuthor {
  Random& random;
  int nodes;

  // A status of some node, under either encoding of its key.
  ModelRecord Status() const;
  // A tombstone of some node's key.
  ModelRecord Tombstone() const;
  // A value that cannot be used, a key that is no node id, or a null key.
  ModelRecord Oddity() const;
  // A filter over all that.
  v1::Filter Filter() const;

 private:
  int32_t Id() const { return kNodeIds[random.Below(nodes)]; }
  ModelRecord UnusableValue() const;
};

}  // namespace rollcall::testing
