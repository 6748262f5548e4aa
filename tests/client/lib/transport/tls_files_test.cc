// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/tls_server.h"

namespace rollcall::client {
namespace {

using ::testing::HasSubstr;

class TlsFilesTest : public ::testing::Test {
 protected:
  static std::string ErrorOf(const TlsOptions& options) {
    return std::string(ReadTlsFiles(options).status().message());
  }

  const rollcall::testing::TlsFolder folder_;
  const rollcall::testing::PemPair pair_ = folder_.IssueForLoopback();
  const std::string certificate_ = folder_.Write("client.pem", pair_.certificate);
  const std::string key_ = folder_.Write("client.key", pair_.key);
};

TEST_F(TlsFilesTest, ReadsWhatIsNamed) {
  const absl::StatusOr<TlsFiles> all =
      ReadTlsFiles({.ca_file = folder_.ca(), .certificate_file = certificate_, .key_file = key_});
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->ca, folder_.authority().certificate());
  EXPECT_EQ(all->certificate, pair_.certificate);
  EXPECT_EQ(all->key, pair_.key);
  const absl::StatusOr<TlsFiles> none = ReadTlsFiles({});
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ(none->ca + none->certificate + none->key, "");
}

TEST_F(TlsFilesTest, AFileThatCannotBeReadIsNamedWithTheReason) {
  EXPECT_EQ(ErrorOf({.ca_file = "/no/such.pem"}), "cannot read /no/such.pem: No such file or directory");
  EXPECT_EQ(ErrorOf({.certificate_file = certificate_, .key_file = "/no/such.key"}),
            "cannot read /no/such.key: No such file or directory");
}

TEST_F(TlsFilesTest, AFileOfAnotherKindIsNamed) {
  EXPECT_EQ(ErrorOf({.ca_file = key_}), "cannot use " + key_ + ": it has no certificate in PEM form");
  EXPECT_EQ(ErrorOf({.certificate_file = certificate_, .key_file = certificate_}),
            "cannot use " + certificate_ + ": it has no private key in PEM form");
}

TEST_F(TlsFilesTest, AnEncryptedKeyIsRefusedWithoutAskingForItsPassword) {
  const auto encrypted = folder_.authority().Issue({.passphrase = "secret"});
  const std::string key = folder_.Write("encrypted.key", encrypted.key);
  EXPECT_THAT(ErrorOf({.certificate_file = folder_.Write("encrypted.pem", encrypted.certificate), .key_file = key}),
              HasSubstr(key + ": its key is encrypted"));
}

TEST_F(TlsFilesTest, AKeyMustBelongToItsCertificate) {
  const std::string other = folder_.Write("other.key", folder_.IssueForLoopback().key);
  EXPECT_EQ(ErrorOf({.certificate_file = certificate_, .key_file = other}),
            "cannot use " + other + ": it is not the key of the certificate " + certificate_);
}

TEST_F(TlsFilesTest, ACertificateNeedsItsKey) {
  EXPECT_THAT(ErrorOf({.certificate_file = certificate_}), HasSubstr("name both files"));
  EXPECT_THAT(ErrorOf({.key_file = key_}), HasSubstr("name both files"));
}

}  // namespace
}  // namespace rollcall::client
