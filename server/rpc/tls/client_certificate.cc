// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/client_certificate.h"

#include <openssl/x509v3.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kMaxSubjectBytes = 200;  // in an error; the client has chosen it

std::string_view TextOf(const ASN1_STRING& text) {
  // OpenSSL gives unsigned characters.
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(&text)), static_cast<size_t>(ASN1_STRING_length(&text))};
}

// Everything but control characters: a common name may have any letters, as UTF-8.
bool IsPrintable(std::string_view name) {
  for (const char byte : name) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(byte))) return false;
  }
  return !name.empty();
}

void AddName(std::string_view name, std::vector<std::string>& names) {
  if (IsPrintable(name)) names.emplace_back(name);
}

// The last one if there are many: it is the most specific one.
void AddCommonName(const X509& certificate, std::vector<std::string>& names) {
  const X509_NAME* const subject = X509_get_subject_name(&certificate);
  int last = -1;
  for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0;) last = i;
  if (last < 0) return;
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last)));
  if (size < 0) return;
  AddName({reinterpret_cast<char*>(utf8), static_cast<size_t>(size)}, names);
  OPENSSL_free(utf8);
}

void AddAlternativeNames(const X509& certificate, std::vector<std::string>& names) {
  const std::unique_ptr<GENERAL_NAMES, Deleter<GENERAL_NAMES_free>> alternatives(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(alternatives.get()); ++i) {  // -1 if there are none
    int type = 0;
    const void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(alternatives.get(), i), &type);
    if (type != GEN_DNS && type != GEN_URI && type != GEN_EMAIL) continue;
    AddName(TextOf(*static_cast<const ASN1_STRING*>(value)), names);
  }
}

// As RFC 2253 writes it, with what cannot be printed escaped.
std::string SubjectOf(const X509& certificate) {
  const BioHandle out(BIO_new(BIO_s_mem()));
  CHECK(out != nullptr);
  X509_NAME_print_ex(out.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return std::string(text, static_cast<size_t>(size)).substr(0, kMaxSubjectBytes);
}

}  // namespace

std::vector<std::string> NamesIn(const X509& certificate) {
  std::vector<std::string> names;
  AddCommonName(certificate, names);
  AddAlternativeNames(certificate, names);
  return names;
}

int NoteRefusedCertificate(int is_accepted, X509_STORE_CTX* verification) {
  if (is_accepted == 1) return 1;
  const int error = X509_STORE_CTX_get_error(verification);
  const X509* const certificate = X509_STORE_CTX_get_current_cert(verification);
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* refused = static_cast<std::string*>(SSL_get_app_data(ssl));
  *refused = absl::StrCat(certificate == nullptr ? "" : absl::StrCat("(", SubjectOf(*certificate), ") "),
                          "is not accepted: ", X509_verify_cert_error_string(error));
  return 0;
}

}  // namespace rollcall::rpc
