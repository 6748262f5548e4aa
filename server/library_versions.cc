// SPDX-License-Identifier: Apache-2.0
#include "server/library_versions.h"

#include "base/protobuf_version.h"
#include "server/rpc/http2/nghttp2_version.h"
#include "server/rpc/loop/libuv_version.h"
#include "server/rpc/tls/openssl_version.h"
#include "topic/kafka/kafka_version.h"

namespace rollcall {

std::vector<LibraryVersion> LibraryVersions() {
  return {{"librdkafka", topic::LibrdkafkaVersion()},
          {"OpenSSL", rpc::OpensslVersion()},
          {"nghttp2", rpc::Nghttp2Version()},
          {"libuv", rpc::LibuvVersion()},
          {"protobuf", ProtobufVersion()}};
}

}  // namespace rollcall
