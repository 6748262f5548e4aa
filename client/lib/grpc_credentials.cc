// SPDX-License-Identifier: Apache-2.0
#include "client/lib/grpc_credentials.h"

#include <grpcpp/security/tls_credentials_options.h>

#include <vector>

#include "client/lib/transport/tls_files.h"

namespace rollcall::client {
namespace {

std::shared_ptr<grpc::ChannelCredentials> UnverifiedCredentials(const TlsFiles& files) {
  namespace tls = grpc::experimental;  // the only way in gRPC 1.51 to accept any certificate
  tls::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::make_shared<tls::NoOpCertificateVerifier>());
  if (!files.certificate.empty()) {
    const std::vector<tls::IdentityKeyCertPair> pairs = {
        {.private_key = files.key, .certificate_chain = files.certificate}};
    options.set_certificate_provider(std::make_shared<tls::StaticDataCertificateProvider>(pairs));
    options.watch_identity_key_cert_pairs();
  }
  return tls::TlsCredentials(options);
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeGrpcCredentials(const std::optional<TlsOptions>& tls) {
  if (!tls.has_value()) return grpc::InsecureChannelCredentials();
  const absl::StatusOr<TlsFiles> files = ReadTlsFiles(*tls);
  if (!files.ok()) return files.status();
  if (tls->verification == TlsOptions::Verification::kNone) return UnverifiedCredentials(*files);
  return grpc::SslCredentials(
      {.pem_root_certs = files->ca, .pem_private_key = files->key, .pem_cert_chain = files->certificate});
}

}  // namespace rollcall::client
