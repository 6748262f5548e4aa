// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/tls_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/server/rpc/tls/tls_link.h"

namespace rollcall::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class TlsContextTest : public ::testing::Test {
 protected:
  // Why the files cannot be used.
  std::string Refusal(const TlsFiles& files) {
    const absl::Status status = TlsContext::Load(files).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }
  std::string ServerNameOf(const TlsContext& context) {
    TlsLink link(context);
    EXPECT_TRUE(link.Exchange().ok());
    return link.client.ServerName();
  }

  TlsServerFiles files_;
};

TEST_F(TlsContextTest, FilesThatCannotBeReadAreNamed) {
  TlsFiles files = files_.WithoutClientCa();
  files.certificate = "/no/such/file";
  EXPECT_EQ(Refusal(files), "cannot read /no/such/file: No such file or directory");
  files.certificate = files_.folder.path();
  EXPECT_THAT(Refusal(files), HasSubstr("no regular file"));
}

TEST_F(TlsContextTest, WhatIsNotInAFileIsNamed) {
  const std::string other = files_.Write("other", "hello\n");
  TlsFiles files = files_.WithoutClientCa();
  files.certificate = other;
  EXPECT_EQ(Refusal(files), "no PEM certificate in " + other);
  files = files_.WithoutClientCa();
  files.key = other;
  EXPECT_EQ(Refusal(files), "no PEM key in " + other);
  files.key = files.certificate;
  EXPECT_EQ(Refusal(files), "no PEM key in " + files.certificate);
  files = files_.WithoutClientCa();
  files.client_ca = other;
  EXPECT_EQ(Refusal(files), "no PEM certificate in " + other);
}

TEST_F(TlsContextTest, DamagedFilesAreNamed) {
  const testing::PemPair pair = files_.server_ca.Issue({});
  TlsFiles files = files_.WithoutClientCa();
  files.certificate = files_.Write("damaged", pair.certificate + pair.certificate.substr(0, 200));
  EXPECT_THAT(Refusal(files), HasSubstr("certificate 2 of " + files.certificate + " is damaged"));
  files = files_.WithoutClientCa();
  files.key = files_.Write("damaged", pair.key.substr(0, 100));
  EXPECT_THAT(Refusal(files), HasSubstr(files.key));
}

TEST_F(TlsContextTest, AKeyOfAnotherCertificateIsRefused) {
  TlsFiles files = files_.WithoutClientCa();
  files.key = files_.Write("other.key", files_.server_ca.Issue({}).key);
  EXPECT_THAT(Refusal(files),
              HasSubstr("the key in " + files.key + " does not belong to the certificate in " + files.certificate));
}

TEST_F(TlsContextTest, AKeyWithAPassphraseIsRefused) {
  const testing::PemPair pair = files_.server_ca.Issue({.passphrase = "hunter2"});
  files_.Use(pair);
  EXPECT_THAT(Refusal(files_.WithoutClientCa()), AllOf(HasSubstr("has a passphrase"), HasSubstr("openssl pkey -in ")));
}

TEST_F(TlsContextTest, CertificateAndKeyMayBeInOneFile) {
  const testing::PemPair pair = files_.server_ca.Issue({.common_name = "both"});
  const std::string both = files_.Write("both.pem", pair.key + pair.certificate + files_.server_ca.certificate());
  const auto context = TlsContext::Load({both, both, ""});
  ASSERT_TRUE(context.ok()) << context.status();
  EXPECT_EQ(ServerNameOf(**context), "both");
}

TEST_F(TlsContextTest, TheWholeChainIsSent) {
  const testing::PemPair pair = files_.server_ca.Issue({});
  files_.Use({pair.certificate + files_.server_ca.certificate(), pair.key});
  const auto context = TlsContext::Load(files_.WithoutClientCa()).value();
  TlsLink link(*context);
  ASSERT_TRUE(link.Exchange().ok());
  EXPECT_EQ(sk_X509_num(SSL_get_peer_cert_chain(link.client.ssl())), 2);
}

TEST_F(TlsContextTest, ExpiresWithTheFirstCertificateOfTheChain) {
  const auto hours_until = [](const TlsContext& context) {
    return absl::FDivDuration(context.certificate_expiry() - absl::Now(), absl::Hours(1));
  };
  files_.Use(files_.server_ca.Issue({.valid_until_s = 30 * 3600}));
  const auto context = TlsContext::Load(files_.WithoutClientCa()).value();
  EXPECT_NEAR(hours_until(*context), 30, 0.5);
  const testing::PemPair pair = files_.server_ca.Issue({.valid_until_s = 50 * 3600});
  const testing::PemPair sooner = files_.server_ca.Issue({.valid_until_s = 40 * 3600});
  files_.Use({pair.certificate + sooner.certificate, pair.key});
  ASSERT_TRUE(context->Reload().ok());
  EXPECT_NEAR(hours_until(*context), 40, 0.5);
  files_.Write("server.pem", "damaged");
  EXPECT_FALSE(context->Reload().ok());
  EXPECT_NEAR(hours_until(*context), 40, 0.5) << "what was read before is in use";
}

TEST_F(TlsContextTest, NewFilesAreForNewConnections) {
  const auto context = TlsContext::Load(files_.WithoutClientCa()).value();
  TlsLink old(*context);
  ASSERT_TRUE(old.Exchange().ok());
  EXPECT_FALSE(context->FilesHaveChanged());
  files_.Use(files_.server_ca.Issue({.common_name = "second"}));
  EXPECT_TRUE(context->FilesHaveChanged());
  EXPECT_EQ(ServerNameOf(*context), "first");
  ASSERT_TRUE(context->Reload().ok());
  EXPECT_FALSE(context->FilesHaveChanged());
  EXPECT_EQ(ServerNameOf(*context), "second");
  old.client.Write("request");
  ASSERT_TRUE(old.server.Send("answer").ok());
  ASSERT_TRUE(old.Exchange().ok());
  EXPECT_EQ(old.at_server + old.at_client, "requestanswer");
}

TEST_F(TlsContextTest, AFaultLeavesWhatWasReadAndIsReportedOnce) {
  const auto context = TlsContext::Load(files_.WithoutClientCa()).value();
  const testing::PemPair second = files_.server_ca.Issue({.common_name = "second"});
  files_.Write("server.pem", second.certificate);
  EXPECT_THAT(context->Reload().message(), HasSubstr("does not belong"));
  EXPECT_FALSE(context->FilesHaveChanged());
  EXPECT_EQ(ServerNameOf(*context), "first");
  files_.Write("server.key", second.key);
  EXPECT_TRUE(context->FilesHaveChanged());
  ASSERT_TRUE(context->Reload().ok());
  EXPECT_EQ(ServerNameOf(*context), "second");
}

TEST_F(TlsContextTest, EveryFileIsLookedAt) {
  const TlsFiles files = files_.WithClientCa();
  const auto context = TlsContext::Load(files).value();
  for (const std::string& path : {files.certificate, files.key, files.client_ca}) {
    std::filesystem::rename(path, path + ".old");
    EXPECT_TRUE(context->FilesHaveChanged()) << path;
    EXPECT_THAT(context->Reload().message(), HasSubstr(path));
    std::filesystem::copy_file(path + ".old", path);
    EXPECT_TRUE(context->FilesHaveChanged()) << path;
    EXPECT_TRUE(context->Reload().ok());
  }
}

}  // namespace
}  // namespace rollcall::rpc
