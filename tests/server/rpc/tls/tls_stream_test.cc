// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls/tls_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/rpc/tls/tls_link.h"

namespace rollcall::rpc {
namespace {

using ::testing::HasSubstr;

// For TLS 1.2 and 1.3.
class TlsStreamTest : public ::testing::TestWithParam<int> {
 protected:
  testing::TlsClientOptions Options() const { return {.version = GetParam()}; }

  TlsServerFiles files_;
  const std::unique_ptr<TlsContext> context_ = TlsContext::Load(files_.WithoutClientCa()).value();
};

INSTANTIATE_TEST_SUITE_P(Versions, TlsStreamTest, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST_P(TlsStreamTest, BytesGoBothWays) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange().ok());
  ASSERT_TRUE(link.server.IsEstablished());
  EXPECT_EQ(SSL_version(link.client.ssl()), GetParam());
  EXPECT_EQ(link.client.ServerName(), "first");
  EXPECT_EQ(link.server.PeerNames(), std::vector<std::string>());
  link.client.Write("request");
  ASSERT_TRUE(link.server.Send("answer").ok());
  ASSERT_TRUE(link.Exchange().ok());
  EXPECT_EQ(link.at_server, "request");
  EXPECT_EQ(link.at_client, "answer");
}

TEST_P(TlsStreamTest, BytesMayArriveOneByOne) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange(1).ok());
  ASSERT_TRUE(link.server.IsEstablished());
  link.client.Write("a request");
  link.client.Write(" and another");
  ASSERT_TRUE(link.Exchange(1).ok());
  EXPECT_EQ(link.at_server, "a request and another");
}

TEST_P(TlsStreamTest, ARequestMayArriveWithTheEndOfTheHandshake) {
  TlsLink link(*context_, Options());
  link.client.Connect();
  ASSERT_TRUE(link.Receive(link.client.TakeOutput()).ok());
  link.client.Receive(std::exchange(link.server.output(), ""));
  if (!link.client.Connect()) {  // TLS 1.2 has one more turn
    ASSERT_TRUE(link.Exchange().ok());
  }
  link.client.Write("request");
  ASSERT_TRUE(link.Receive(link.client.TakeOutput()).ok());
  EXPECT_EQ(link.at_server, "request");
}

TEST_P(TlsStreamTest, LargeWritesBecomeRecordsOf16KiB) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange().ok());
  const std::string large(1'000'000, 'x');
  ASSERT_TRUE(link.server.Send(large).ok());
  EXPECT_TRUE(link.server.Send("").ok());
  const std::string& cipher = link.server.output();
  for (size_t at = 0; at < cipher.size();) {
    const size_t size = static_cast<unsigned char>(cipher[at + 3]) * 256U + static_cast<unsigned char>(cipher[at + 4]);
    ASSERT_LE(size, (16U << 10) + 64);
    at += 5 + size;
  }
  link.client.Write(large);
  ASSERT_TRUE(link.Exchange(70'000).ok());
  EXPECT_EQ(link.at_client, large);
  EXPECT_EQ(link.at_server, large);
  EXPECT_LE(link.largest_piece, 16U << 10);
}

TEST_P(TlsStreamTest, AClientThatOffersH2AmongOthersIsServed) {
  testing::TlsClientOptions options = Options();
  options.alpn = std::string("\x08http/1.1\x02h2");
  TlsLink link(*context_, options);
  EXPECT_TRUE(link.Exchange().ok());
  EXPECT_TRUE(link.server.IsEstablished());
}

TEST_P(TlsStreamTest, AClientWithoutH2IsRefused) {
  for (const std::string alpn : {"\x08http/1.1", ""}) {
    testing::TlsClientOptions options = Options();
    options.alpn = alpn;
    TlsLink link(*context_, options);
    const absl::Status status = link.Exchange();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(status.message(), HasSubstr(alpn.empty() ? "no ALPN" : "does not offer h2"));
    EXPECT_EQ(link.client.alert(), SSL_AD_NO_APPLICATION_PROTOCOL);
    EXPECT_FALSE(link.server.IsEstablished());
  }
}

TEST_P(TlsStreamTest, APartOfAHandshakeIsNoError) {
  testing::TlsClient client(Options());
  client.Connect();
  const std::string hello = client.TakeOutput();
  for (size_t size = 0; size < hello.size(); ++size) {
    TlsStream server(*context_);
    EXPECT_TRUE(server.Receive(hello.substr(0, size), [](std::string_view) { ADD_FAILURE(); }).ok());
    EXPECT_TRUE(server.output().empty());
    EXPECT_FALSE(server.IsEstablished());
    server.Close();  // says nothing: there is no connection yet
    EXPECT_TRUE(server.output().empty());
  }
}

TEST_P(TlsStreamTest, NothingOfAPartOfARecordIsGiven) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange().ok());
  link.client.Write("request");
  std::string record = link.client.TakeOutput();
  ASSERT_TRUE(link.Receive(record.substr(0, record.size() - 1)).ok());
  EXPECT_EQ(link.at_server, "");
  EXPECT_FALSE(link.server.IsClosedByPeer());
}

TEST_P(TlsStreamTest, ADamagedRecordEndsTheConnection) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange().ok());
  link.client.Write("request");
  std::string record = link.client.TakeOutput();
  record.back() = static_cast<char>(record.back() ^ 1);
  const absl::Status status = link.Receive(record);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(link.at_server, "");
  EXPECT_EQ(link.server.Receive("more", {}), status);
  EXPECT_EQ(link.server.Send("answer"), status);
  link.client.Receive(link.server.output());
  EXPECT_EQ(link.client.Read(), "");
  EXPECT_EQ(link.client.alert(), SSL_AD_BAD_RECORD_MAC);
}

TEST_P(TlsStreamTest, ThePeerCanClose) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange().ok());
  EXPECT_FALSE(link.server.IsClosedByPeer());
  link.client.Write("last");
  link.client.Close();
  ASSERT_TRUE(link.Receive(link.client.TakeOutput() + "what follows is ignored").ok());
  EXPECT_TRUE(link.server.IsClosedByPeer());
  EXPECT_EQ(link.at_server, "last");
  EXPECT_TRUE(link.server.Send("answer").ok());
}

TEST_P(TlsStreamTest, TheServerCanClose) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange().ok());
  ASSERT_TRUE(link.server.Send("last").ok());
  link.server.Close();
  EXPECT_EQ(link.server.Send("more").code(), absl::StatusCode::kInvalidArgument);
  link.server.Close();
  ASSERT_TRUE(link.Exchange().ok());
  EXPECT_EQ(link.at_client, "last");
  EXPECT_TRUE(link.client.IsClosedByServer());
}

TEST_P(TlsStreamTest, ACallbackMaySendAndClose) {
  TlsLink link(*context_, Options());
  ASSERT_TRUE(link.Exchange().ok());
  link.client.Write("request");
  const auto answer = [&link](std::string_view plain) {
    EXPECT_TRUE(link.server.Send(plain).ok());
    link.server.Close();
  };
  ASSERT_TRUE(link.server.Receive(link.client.TakeOutput(), answer).ok());
  ASSERT_TRUE(link.Exchange().ok());
  EXPECT_EQ(link.at_client, "request");
}

TEST_P(TlsStreamTest, NoSessionIsResumed) {
  TlsLink first(*context_, Options());
  ASSERT_TRUE(first.Exchange().ok());
  SSL_SESSION* const session = SSL_get1_session(first.client.ssl());
  TlsLink second(*context_, Options());
  SSL_set_session(second.client.ssl(), session);
  ASSERT_TRUE(second.Exchange().ok());
  EXPECT_FALSE(SSL_session_reused(second.client.ssl()));
  EXPECT_FALSE(SSL_SESSION_has_ticket(session));
  SSL_SESSION_free(session);
}

// What is left of a connection once its handshake is over, as glibc counts it. (It counts nothing under ASan.)
TEST_P(TlsStreamTest, AnIdleConnectionIsSmall) {
  static constexpr size_t kStreams = 50;
  std::vector<std::unique_ptr<TlsStream>> streams;
  const size_t before = mallinfo2().uordblks;
  for (size_t i = 0; i < kStreams; ++i) {
    TlsLink link(*context_, Options());
    ASSERT_TRUE(link.Exchange().ok());
    link.client.Write("request");
    ASSERT_TRUE(link.Exchange().ok());
  }
  const size_t after_none = mallinfo2().uordblks;
  for (size_t i = 0; i < kStreams; ++i) {
    testing::TlsClient client(Options());
    auto& server = *streams.emplace_back(std::make_unique<TlsStream>(*context_));
    while (!server.IsEstablished()) {
      client.Connect();
      ASSERT_TRUE(server.Receive(client.TakeOutput(), [](std::string_view) {}).ok());
      client.Receive(std::exchange(server.output(), ""));
    }
  }
  const size_t each = (mallinfo2().uordblks - after_none) / kStreams;
  RecordProperty("bytes_each", static_cast<int>(each));
  EXPECT_LE(after_none - before, 200'000U);  // nothing is left of those that ended
  EXPECT_LE(each, 25U << 10);
}

}  // namespace
}  // namespace rollcall::rpc
