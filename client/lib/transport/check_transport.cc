// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/check_transport.h"

#include "client/lib/transport/proxy.h"
#include "client/lib/transport/tls_files.h"
#include "client/lib/transport/token_file.h"

namespace rollcall::client {

absl::Status CheckTransport(const TransportOptions& options, const std::vector<std::string>& servers) {
  absl::Status result;
  if (options.tls.has_value()) result.Update(ReadTlsFiles(*options.tls).status());
  if (!options.token_file.empty()) result.Update(ReadToken(options.token_file).status());
  for (const std::string& server : servers) {
    result.Update(CheckTokenIsSafe(options, server));
    result.Update(ProxyFor(options.proxy, server).status());
  }
  return result;
}

}  // namespace rollcall::client
