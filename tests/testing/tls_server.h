// SPDX-License-Identifier: Apache-2.0
// Files of certificates in a folder, and the credentials of a gRPC server that uses them.
#pragma once

#include <grpcpp/grpcpp.h>

#include <fstream>
#include <memory>
#include <string>

#include "tests/testing/temporary_folder.h"
#include "tests/testing/test_certificates.h"

namespace rollcall::testing {

enum class ClientCertificate { kNotAsked, kRequired };

// A CA of a test, whose certificate is the file ca().
class TlsFolder {
 public:
  TlsFolder() { Write("ca.pem", authority_.certificate()); }

  const std::string& ca() const { return ca_; }
  const TestAuthority& authority() const { return authority_; }

  // Writes a file and returns its path.
  std::string Write(const std::string& name, const std::string& content) const {
    std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  PemPair IssueForLoopback() const {
    return authority_.Issue({.common_name = "server", .alternative_names = "IP:127.0.0.1"});
  }

  std::shared_ptr<grpc::ServerCredentials> ServerCredentials(
      const PemPair& pair, ClientCertificate client = ClientCertificate::kNotAsked) const {
    grpc::SslServerCredentialsOptions options(client == ClientCertificate::kRequired
                                                  ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                                  : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
    options.pem_key_cert_pairs = {{pair.key, pair.certificate}};
    options.pem_root_certs = authority_.certificate();
    return grpc::SslServerCredentials(options);
  }

 private:
  TemporaryFolder folder_;
  TestAuthority authority_{"test CA"};
  std::string ca_ = folder_ / "ca.pem";
};

}  // namespace rollcall::testing
