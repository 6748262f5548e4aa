// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/stubs/common.h>

#include <string>

namespace rollcall {

// "3.21.12". A header, because the rest of base does not need protobuf.
inline std::string ProtobufVersion() { return google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION); }

}  // namespace rollcall
