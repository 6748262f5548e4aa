// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

namespace rollcall::encoding {

// Encoded bytes that are made once and shared by all messages that contain them.
using BytesPtr = std::shared_ptr<const std::string>;

}  // namespace rollcall::encoding
