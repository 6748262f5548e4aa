// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/cipher_bio.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/check.h"

namespace rollcall::rpc {
namespace {

CipherBytes& BytesOf(BIO* bio) { return *static_cast<CipherBytes*>(BIO_get_data(bio)); }

int Write(BIO* bio, const char* data, int size) {
  BytesOf(bio).output.append(data, static_cast<size_t>(size));
  return size;
}

int Read(BIO* bio, char* data, int limit) {
  std::string_view& input = BytesOf(bio).input;
  BIO_clear_retry_flags(bio);
  if (input.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const size_t size = std::min(input.size(), static_cast<size_t>(limit));
  std::memcpy(data, input.data(), size);
  input.remove_prefix(size);
  return static_cast<int>(size);
}

// There is nothing to flush, and OpenSSL's other questions are about sockets.
long Control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* NewMethod() {
  BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "rollcall");
  CHECK(method != nullptr);
  BIO_meth_set_write(method, Write);
  BIO_meth_set_read(method, Read);
  BIO_meth_set_ctrl(method, Control);
  return method;
}

}  // namespace

BioHandle NewCipherBio(CipherBytes& bytes) {
  static BIO_METHOD* const method = NewMethod();  // for all connections, until the process ends
  BioHandle bio(BIO_new(method));
  CHECK(bio != nullptr);
  BIO_set_data(bio.get(), &bytes);
  BIO_set_init(bio.get(), 1);
  return bio;
}

}  // namespace rollcall::rpc
