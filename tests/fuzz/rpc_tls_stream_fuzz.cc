// SPDX-License-Identifier: Apache-2.0
// A TLS client that sends any bytes. The first byte of the input is the size of the pieces in which they arrive.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "server/rpc/tls/tls_context.h"
#include "server/rpc/tls/tls_stream.h"
#include "tests/fuzz/fuzz.h"
#include "tests/testing/test_certificates.h"

namespace rollcall::rpc {
namespace {

using fuzz::Require;

// A file without a name that holds `content`, as a path.
std::string FileWith(const std::string& content) {
  const int file = memfd_create("rpc_tls_stream_fuzz", MFD_CLOEXEC);
  Require(write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()), "the file is written");
  return "/proc/self/fd/" + std::to_string(file);
}

std::unique_ptr<TlsContext> NewContext() {
  const testing::TestAuthority authority("CA");
  const testing::PemPair pair = authority.Issue({});
  return TlsContext::Load({FileWith(pair.certificate), FileWith(pair.key), FileWith(authority.certificate())}).value();
}

void Run(std::string_view input) {
  static const TlsContext& context = *NewContext().release();  // for all inputs
  const size_t piece_bytes = input.empty() ? 1 : std::max<size_t>(1, static_cast<unsigned char>(input.front()));
  TlsStream stream(context);
  absl::Status status;
  for (size_t at = 1; at < input.size(); at += piece_bytes) {
    const absl::Status next = stream.Receive(input.substr(at, piece_bytes), [](std::string_view) {
      Require(false, "nothing is decrypted, because no input knows the keys");
    });
    Require(status.ok() || next == status, "an error stays");
    status = next;
  }
  Require(!stream.IsEstablished(), "no input proves that it has a certificate");
  Require(stream.PeerNames().empty(), "no input has a name");
  Require(stream.output().size() <= (4U << 10), "the server sends its first flight once at most");
}

}  // namespace
}  // namespace rollcall::rpc

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rollcall::rpc::Run(rollcall::fuzz::TextOf(data, size));
  return 0;
}
