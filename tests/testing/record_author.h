// SPDX-License-Identifier: Apache-2.0
// Writes random records of every kind, and notes what each means.
#pragma once

#include "tests/testing/random.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

// The key "1234" of four bytes can mean two of these ids: 1234 and, read as a little-endian number, 0x34333231. There
// are more ids than a resume token has anchors.
inline constexpr int32_t kNodeIds[] = {1, 1234, 0x34333231, -5, 0,  2,  3,  4,  5,  6,  7,  8,
                                       9, 10,   11,         12, 13, 14, 15, 16, 17, 18, 19, 20};

// Writes about the first `nodes` of kNodeIds.
struct RecordAuthor {
  Random& random;
  int nodes;

  // A status of a random node, under either encoding of its key.
  ModelRecord Status() const;
  // A tombstone for a random node's key.
  ModelRecord Tombstone() const;
  // A record with an unusable value, with a key that is not a node id, or with a null key.
  ModelRecord OddRecord() const;
  // A filter that selects some of these nodes and coprocessors, or all of them.
  v1::Filter Filter() const;

 private:
  int32_t Id() const { return kNodeIds[random.Below(nodes)]; }
  ModelRecord UnusableValue() const;
};

}  // namespace rollcall::testing
