// SPDX-License-Identifier: Apache-2.0
// How a call ends: a status as the trailers of its answer. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "server/rpc/protocol/header.h"

namespace rollcall::rpc {

// grpc-status and, if the call failed, grpc-message (percent-encoded). If the status has payloads, also
// grpc-status-details-bin (base64 without padding), which has them as the details of a google.rpc.Status. The details
// stay under 4 KiB: if there are too many, only google.rpc.ErrorInfo remains. Linking this also links the descriptors
// of the google.rpc messages, which server reflection needs to describe them, so that grpcurl prints the details.
Headers StatusTrailers(const absl::Status& status);

// Percent-encodes what is not printable ASCII, and '%' itself, as gRPC's PROTOCOL-HTTP2.md wants it in grpc-message.
std::string PercentEncode(std::string_view text);

// The value of metadata whose name ends with "-bin": base64 without padding.
std::string EncodeBinaryValue(std::string_view bytes);

}  // namespace rollcall::rpc
