// SPDX-License-Identifier: Apache-2.0
// Owned objects of OpenSSL.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

#include "base/deleter.h"

namespace rollcall::rpc {

using BioHandle = std::unique_ptr<BIO, Deleter<BIO_free>>;
using CertificateHandle = std::unique_ptr<X509, Deleter<X509_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

}  // namespace rollcall::rpc
