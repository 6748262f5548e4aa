// SPDX-License-Identifier: Apache-2.0
#include "client/lib/grpc_channel.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace rollcall::client {
namespace {

// A node in the FULL view takes a little more than 2 MiB at most, and a page ends when it has passed 1 MiB.
constexpr int kMaxMessageBytes = 16 << 20;

// These names are not in a public header of gRPC, which sets the arguments itself for a proxy that it takes from the
// environment. But it would read no_proxy as the ends of names: "le.com" for example.com.
constexpr char kConnectServerArgument[] = "grpc.http_connect_server";
constexpr char kConnectHeadersArgument[] = "grpc.http_connect_headers";

void SetProxy(const Proxy& proxy, const std::string& server, const std::string& tls_server_name,
              grpc::ChannelArguments& arguments) {
  arguments.SetString(kConnectServerArgument, server);
  // Otherwise the proxy would be asked for, and TLS would expect its name.
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, tls_server_name.empty() ? server : tls_server_name);
  if (proxy.credentials.empty()) return;
  arguments.SetString(kConnectHeadersArgument,
                      absl::StrCat("Proxy-Authorization:Basic ", absl::Base64Escape(proxy.credentials)));
}

}  // namespace

grpc::ChannelArguments MakeChannelArguments(const GrpcOptions& options, const std::string& server,
                                            const std::optional<Proxy>& proxy) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // gRPC uses its "minimum reconnect backoff" as the time limit of one attempt to connect. The default is 20 s.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS,
                   static_cast<int>(absl::ToInt64Milliseconds(options.connect_attempt)));
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // The retries of gRPC 1.51 abort the process if a web server ends a stream without a gRPC status.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // none but that of the options
  const std::optional<TlsOptions>& tls = options.transport.tls;
  const std::string tls_server_name = tls.has_value() ? tls->server_name : "";
  if (!tls_server_name.empty()) arguments.SetSslTargetNameOverride(tls_server_name);
  if (proxy.has_value()) SetProxy(*proxy, server, tls_server_name, arguments);
  return arguments;
}

}  // namespace rollcall::client
