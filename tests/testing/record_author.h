// Writes records of every kind, with what each means.
#pragma once

#include "tests/testing/random.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

// Ids of which two share a key of four bytes: "1234" is 1234 and, read as a little-endian number, 0x34333231.
inline constexpr int32_t kNodeIds[] = {1, 2, 3, 4, 5, 6, 1234, 0x34333231, -5, 0};

// A status of some node, under either encoding of its key.
ModelRecord RandomStatus(Random& random);
// A tombstone of some node's key.
ModelRecord RandomTombstone(Random& random);
// A value that cannot be used, a key that is no node id, or a null key.
ModelRecord RandomOddity(Random& random);

// A filter over what RandomStatus writes.
v1::Filter RandomFilter(Random& random);

}  // namespace rollcall::testing
