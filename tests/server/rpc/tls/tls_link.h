// SPDX-License-Identifier: Apache-2.0
// A server's TlsStream and a client of it, and the files that the server reads.
#pragma once

#include <cstddef>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "server/rpc/tls/tls_context.h"
#include "server/rpc/tls/tls_stream.h"
#include "tests/testing/temporary_folder.h"
#include "tests/testing/test_certificates.h"
#include "tests/testing/tls_client.h"

namespace rollcall::rpc {

class TlsServerFiles {
 public:
  TlsServerFiles() { Use(server_ca.Issue({.common_name = "first"})); }

  void Use(const testing::PemPair& pair) {
    Write("server.pem", pair.certificate);
    Write("server.key", pair.key);
  }
  std::string Write(const std::string& name, const std::string& content) {
    std::ofstream(folder / name, std::ios::trunc) << content;
    return folder / name;
  }
  TlsFiles WithoutClientCa() const { return {folder / "server.pem", folder / "server.key", ""}; }
  TlsFiles WithClientCa() {
    return {folder / "server.pem", folder / "server.key", Write("client_ca.pem", client_ca.certificate())};
  }

  const testing::TemporaryFolder folder;
  const testing::TestAuthority server_ca{"server CA"};
  const testing::TestAuthority client_ca{"client CA"};
};

class TlsLink {
 public:
  explicit TlsLink(const TlsContext& context, const testing::TlsClientOptions& options = {})
      : client(options), server(context) {}

  // Lets both ends speak until neither has more to say, or until the server has failed. The server gets pieces of at
  // most `piece_bytes`.
  absl::Status Exchange(size_t piece_bytes = std::string::npos) {
    absl::Status status;
    for (bool is_quiet = false; status.ok() && !is_quiet;) {
      client.Connect();
      const std::string request = client.TakeOutput();
      status = Receive(request, piece_bytes);
      const std::string answer = std::exchange(server.output(), "");
      client.Receive(answer);
      if (server.IsEstablished() || !status.ok()) at_client += client.Read();
      is_quiet = request.empty() && answer.empty();
    }
    return status;
  }
  absl::Status Receive(std::string_view cipher, size_t piece_bytes = std::string::npos) {
    for (size_t at = 0; at < cipher.size(); at += std::min(piece_bytes, cipher.size() - at)) {
      absl::Status status = server.Receive(cipher.substr(at, piece_bytes), [this](std::string_view plain) {
        largest_piece = std::max(largest_piece, plain.size());
        at_server += plain;
      });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  testing::TlsClient client;
  TlsStream server;
  std::string at_server;
  std::string at_client;
  size_t largest_piece = 0;  // of what the server was given
};

}  // namespace rollcall::rpc
