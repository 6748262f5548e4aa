// SPDX-License-Identifier: Apache-2.0
// Peers that do not speak TLS, or speak it in order to harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "tests/server/rpc/tls/tls_link.h"

namespace rollcall::rpc {
namespace {

using ::testing::HasSubstr;

class TlsHostileTest : public ::testing::Test {
 protected:
  TlsServerFiles files_;
  const std::unique_ptr<TlsContext> context_ = TlsContext::Load(files_.WithoutClientCa()).value();
};

TEST_F(TlsHostileTest, ClearTextIsRefusedAtItsFirstByte) {
  for (const std::string text : {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "G", "\x80\x2e\x01", "\x16\x02"}) {
    TlsLink link(*context_);
    const absl::Status status = link.Receive(text, 1);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(status.message(), HasSubstr("does not speak TLS"));
    EXPECT_EQ(link.server.output().size(), 7U);
  }
}

TEST_F(TlsHostileTest, OldVersionsAreRefused) {
  TlsLink link(*context_, {.version = TLS1_1_VERSION});
  EXPECT_THAT(link.Exchange().message(), HasSubstr("neither TLS 1.2 nor TLS 1.3"));
  EXPECT_EQ(link.client.alert(), SSL_AD_PROTOCOL_VERSION);
}

TEST_F(TlsHostileTest, CiphersThatHttp2ForbidsAreRefused) {
  TlsLink link(*context_, {.version = TLS1_2_VERSION});
  SSL_set_cipher_list(link.client.ssl(), "ECDHE-ECDSA-AES128-SHA");
  EXPECT_THAT(link.Exchange().message(), HasSubstr("no cipher"));
}

// The bytes of a record's header and of the message's in it, which OpenSSL would make room for.
TEST_F(TlsHostileTest, AHugeFirstMessageIsRefusedAtItsHeader) {
  using std::string_literals::operator""s;
  for (const std::string& hello : {"\x16\x03\x01\x40\x00\x01\x00\x40\x00"s, "\x16\x03\x01\x40\x00\x01\x01\x00\x00"s,
                                   "\x16\x03\x01\x00\x03\x01\x00\x00"s}) {
    TlsLink link(*context_);
    const absl::Status status = link.Receive(hello, 1);
    EXPECT_THAT(status.message(), HasSubstr("no client needs"));
    link.client.Connect();
    link.client.TakeOutput();
    link.client.Receive(link.server.output());
    link.client.Connect();
    EXPECT_EQ(link.client.alert(), SSL_AD_DECODE_ERROR);
  }
  TlsLink link(*context_);
  EXPECT_TRUE(link.Receive("\x16\x03\x01\x40\x00\x01\x00\x3f\xff"s, 1).ok());
}

// A client whose key share the server cannot use is asked for another ClientHello.
TEST_F(TlsHostileTest, TheSecondHelloHasTheSameLimit) {
  using std::string_literals::operator""s;
  const auto ask_again = [](TlsLink& link) {
    SSL_set1_groups_list(link.client.ssl(), "X448:P-256");
    link.client.Connect();
    return link.client.TakeOutput();
  };
  TlsLink good(*context_);
  ASSERT_TRUE(good.Receive(ask_again(good), 1).ok());
  EXPECT_TRUE(good.Exchange(1).ok());
  EXPECT_TRUE(good.server.IsEstablished());

  TlsLink slow(*context_);
  ASSERT_TRUE(slow.Receive(ask_again(slow)).ok());
  const std::string change_cipher_spec = "\x14\x03\x03\x00\x01\x01"s;
  const std::string huge = "\x16\x03\x03\x40\x00\x01\x01\x00\x00"s;
  EXPECT_THAT(slow.Receive(change_cipher_spec + huge, 1).message(), HasSubstr("no client needs"));

  TlsLink hurried(*context_);
  EXPECT_THAT(hurried.Receive(ask_again(hurried) + huge).message(), HasSubstr("before it has read"));
}

TEST_F(TlsHostileTest, AHugeClientCertificateIsRefused) {
  const auto context = TlsContext::Load(files_.WithClientCa()).value();
  TlsLink link(*context, {.certificate = files_.client_ca.Issue({.padding_bytes = 40'000})});
  EXPECT_THAT(link.Exchange().message(), HasSubstr("excessive message size"));
}

// A few bytes of the handshake may come in a record that is padded to 16 KiB.
TEST_F(TlsHostileTest, AnEndlessHandshakeIsEnded) {
  const auto context = TlsContext::Load(files_.WithClientCa()).value();
  TlsLink link(*context, {.certificate = files_.client_ca.Issue({.padding_bytes = 10'000})});
  SSL_set_split_send_fragment(link.client.ssl(), 512);
  SSL_set_record_padding_callback(link.client.ssl(),
                                  [](SSL*, int, size_t size, void*) -> size_t { return 16'000 - size; });
  EXPECT_THAT(link.Exchange(1000).message(), HasSubstr("does not end"));
}

TEST_F(TlsHostileTest, KeysAreNotChangedForEver) {
  TlsLink link(*context_);
  ASSERT_TRUE(link.Exchange().ok());
  absl::Status status;
  int changes = 0;
  for (; status.ok() && changes < 1000; ++changes) {
    SSL_key_update(link.client.ssl(), SSL_KEY_UPDATE_REQUESTED);
    status = link.Exchange();
  }
  EXPECT_EQ(changes, 65);
  EXPECT_THAT(status.message(), HasSubstr("too often"));
}

TEST_F(TlsHostileTest, ThereIsNoRenegotiation) {
  TlsLink link(*context_, {.version = TLS1_2_VERSION});
  ASSERT_TRUE(link.Exchange().ok());
  SSL_renegotiate(link.client.ssl());
  link.client.Connect();
  const std::string hello = link.client.TakeOutput();
  ASSERT_FALSE(hello.empty());
  EXPECT_TRUE(link.Receive(hello).ok());
  EXPECT_TRUE(link.server.IsEstablished());
  EXPECT_LT(link.server.output().size(), 100U);  // an alert, and no ServerHello
}

}  // namespace
}  // namespace rollcall::rpc
