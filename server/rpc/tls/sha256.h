// SPDX-License-Identifier: Apache-2.0
// Hashes of secrets, and their comparison. Thread-safe.
#pragma once

#include <array>
#include <string_view>

namespace rollcall::rpc {

using Sha256 = std::array<unsigned char, 32>;

Sha256 Sha256Of(std::string_view text);

// Takes the same time whether they differ early, late or not at all.
bool AreEqualInConstantTime(const Sha256& a, const Sha256& b);

}  // namespace rollcall::rpc
