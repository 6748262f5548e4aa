// SPDX-License-Identifier: Apache-2.0
// What the headers of a request say, and whether they begin a gRPC call that this server takes. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/rpc/protocol/header.h"

namespace rollcall::rpc {

// The whole answer to a request that is refused for its headers.
struct Refusal {
  absl::Status status;  // why
  Headers headers;      // ":status" first, and the trailers
  std::string body;     // a text for people whose client does not speak gRPC; empty for those that do
};

class RequestHead {
 public:
  // Takes the next header. Of a repeated header that gRPC defines the last one counts, as in gRPC C++. Pseudo-headers
  // have been checked by the HTTP/2 session, which also limits how much there is.
  void Add(std::string_view name, std::string_view value);

  // To be called after the last header. nullopt if a call begins. Else the answer, which is that of grpc-go 1.71
  // (http2Server.operateHeaders and Server.processUnaryRPC):
  // - another method than POST: HTTP 405, INTERNAL;
  // - another content-type than gRPC's, or none: HTTP 415, INVALID_ARGUMENT;
  // - a malformed grpc-timeout: HTTP 400, INTERNAL (gRPC C++ ignores it, and the call would have no deadline);
  // - compressed messages: HTTP 200, UNIMPLEMENTED, with the header grpc-accept-encoding that gRPC's compression.md
  //   asks for.
  // A request without "te: trailers" is taken, as by grpc-go: proxies may remove that header.
  std::optional<Refusal> Check() const;

  std::string_view path() const { return path_; }
  // The host that is called, from ":authority" or, without it, from "host" (RFC 9113 section 8.3.1).
  std::string_view authority() const { return authority_.empty() ? host_ : authority_; }
  // How long the caller waits. Infinite if it does not say, or if Check refuses what it says.
  absl::Duration timeout() const;
  // All other headers, in their order. Values of names that end with "-bin" are still in base64.
  const Headers& metadata() const { return metadata_; }

 private:
  std::string* MemberOf(std::string_view name);

  std::string method_;
  std::string path_;
  std::string authority_;
  std::string host_;
  std::string content_type_;
  std::string encoding_;
  std::optional<std::string> timeout_;
  Headers metadata_;
};

}  // namespace rollcall::rpc
