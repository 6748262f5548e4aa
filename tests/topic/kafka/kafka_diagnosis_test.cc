// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "topic/kafka/kafka_config.h"

namespace rollcall::topic {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Recoverability = KafkaDiagnosis::Recoverability;

// A client whose only errors are those that the test reports.
class KafkaDiagnosisTest : public testing::Test {
 protected:
  KafkaClient NewClient(const std::vector<KafkaProperty>& properties = {}) {
    absl::StatusOr<KafkaConf> conf =
        ProducerConf({.brokers = "127.0.0.1:1", .properties = properties}, "test", Idempotence::kOff);
    if (!conf.ok()) ADD_FAILURE() << conf.status();
    rd_kafka_conf_set_error_cb(conf->get(), nullptr);
    rd_kafka_conf_set_log_cb(conf->get(), nullptr);
    absl::StatusOr<KafkaClient> client = NewKafkaClient(RD_KAFKA_PRODUCER, *std::move(conf));
    if (!client.ok()) ADD_FAILURE() << client.status();
    return *std::move(client);
  }

  KafkaDiagnosis DiagnosisOf(rd_kafka_resp_err_t code, std::string_view text) {
    RememberError(client_.get(), code, text);
    return Diagnose(client_.get());
  }
  Recoverability RecoverabilityOf(rd_kafka_resp_err_t code, std::string_view text) {
    return DiagnosisOf(code, text).recoverability;
  }

  const KafkaClient client_ = NewClient();
};

TEST_F(KafkaDiagnosisTest, AClientWithoutAnErrorIsFine) {
  const KafkaDiagnosis diagnosis = Diagnose(client_.get());
  EXPECT_TRUE(diagnosis.status.ok()) << diagnosis.status;
  EXPECT_EQ(diagnosis.recoverability, Recoverability::kTransient);
}

TEST_F(KafkaDiagnosisTest, ABrokerThatIsDownMayComeBack) {
  const KafkaDiagnosis diagnosis = DiagnosisOf(
      RD_KAFKA_RESP_ERR__TRANSPORT, "127.0.0.1:1/bootstrap: Connect failed: refused (after 0ms in state CONNECT)");
  EXPECT_EQ(diagnosis.recoverability, Recoverability::kTransient);
  EXPECT_TRUE(absl::IsUnavailable(diagnosis.status)) << diagnosis.status;
  EXPECT_THAT(std::string(diagnosis.status.message()),
              AllOf(HasSubstr("no connection to '127.0.0.1:1'"), HasSubstr("Connect failed: refused; check --brokers"),
                    Not(HasSubstr("after 0ms"))));
}

TEST_F(KafkaDiagnosisTest, ARefusedLoginIsPermanent) {
  const KafkaDiagnosis diagnosis =
      DiagnosisOf(RD_KAFKA_RESP_ERR__AUTHENTICATION, "SASL authentication error: Invalid username or password");
  EXPECT_EQ(diagnosis.recoverability, Recoverability::kPermanent);
  EXPECT_TRUE(absl::IsUnauthenticated(diagnosis.status)) << diagnosis.status;
  EXPECT_THAT(std::string(diagnosis.status.message()), HasSubstr("sasl.password"));
}

TEST_F(KafkaDiagnosisTest, ARefusedCertificateIsPermanent) {
  const KafkaDiagnosis diagnosis =
      DiagnosisOf(RD_KAFKA_RESP_ERR__SSL, "SSL handshake failed: certificate verify failed");
  EXPECT_EQ(diagnosis.recoverability, Recoverability::kPermanent);
  EXPECT_THAT(std::string(diagnosis.status.message()), HasSubstr("ssl.ca.location"));
}

TEST_F(KafkaDiagnosisTest, ADisconnectThatMayBeTheWrongProtocolIsUnlikelyToRecover) {
  EXPECT_EQ(RecoverabilityOf(RD_KAFKA_RESP_ERR__SSL, "SSL handshake failed: unexpected eof while reading"),
            Recoverability::kUnlikely);
  EXPECT_EQ(RecoverabilityOf(RD_KAFKA_RESP_ERR__TRANSPORT, "Disconnected: check security.protocol"),
            Recoverability::kUnlikely);
  EXPECT_THAT(std::string(Diagnose(client_.get()).status.message()), HasSubstr("check that -X security.protocol is"));
}

TEST_F(KafkaDiagnosisTest, TheSumOfOtherErrorsReplacesNone) {
  RememberError(client_.get(), RD_KAFKA_RESP_ERR__AUTHENTICATION, "wrong password");
  EXPECT_THAT(std::string(DiagnosisOf(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down").status.message()),
              HasSubstr("wrong password"));
}

TEST_F(KafkaDiagnosisTest, AnErrorIsForgottenOnceABrokerAnswers) {
  RememberError(client_.get(), RD_KAFKA_RESP_ERR__TRANSPORT, "refused");
  ForgetError(rd_kafka_name(client_.get()));
  EXPECT_TRUE(Diagnose(client_.get()).status.ok());
}

constexpr char kUnresolvable[] = "kafka-1.internal:9092/1: Failed to resolve 'kafka-1.internal:9092': unknown name";

TEST_F(KafkaDiagnosisTest, AnAdvertisedAddressIsNamedAlsoAfterLaterErrorsAndAnswers) {
  RememberError(client_.get(), RD_KAFKA_RESP_ERR__RESOLVE, kUnresolvable);
  ForgetError(rd_kafka_name(client_.get()));  // the broker of --brokers answers
  const KafkaDiagnosis diagnosis = DiagnosisOf(RD_KAFKA_RESP_ERR__TRANSPORT, "127.0.0.1:1/bootstrap: Disconnected");
  EXPECT_TRUE(absl::IsUnavailable(diagnosis.status)) << diagnosis.status;
  EXPECT_THAT(std::string(diagnosis.status.message()),
              AllOf(HasSubstr("broker 1 advertises the address 'kafka-1.internal:9092'"),
                    HasSubstr("Failed to resolve"), HasSubstr("advertised.listeners"), HasSubstr("127.0.0.1:1")));
}

TEST_F(KafkaDiagnosisTest, AnAdvertisedAddressIsKnownUnderAnyProtocol) {
  EXPECT_THAT(
      std::string(
          DiagnosisOf(RD_KAFKA_RESP_ERR__TRANSPORT, "sasl_plaintext://[::1]:9/12: Connect failed").status.message()),
      HasSubstr("broker 12 advertises the address '[::1]:9'"));
}

TEST_F(KafkaDiagnosisTest, AnAddressThatTheUserNamedIsNotAboutListeners) {
  EXPECT_THAT(std::string(DiagnosisOf(RD_KAFKA_RESP_ERR__TRANSPORT, "127.0.0.1:1/1: Connect failed").status.message()),
              AllOf(HasSubstr("check --brokers"), Not(HasSubstr("advertise"))));
}

TEST_F(KafkaDiagnosisTest, AnAdvertisedAddressIsForgottenWhenItsErrorIsNotRepeated) {
  const Instant start = Instant::Now();
  RememberError(client_.get(), RD_KAFKA_RESP_ERR__RESOLVE, kUnresolvable, start);
  ForgetError(rd_kafka_name(client_.get()));
  EXPECT_FALSE(Diagnose(client_.get(), start + absl::Seconds(59)).status.ok());
  EXPECT_TRUE(Diagnose(client_.get(), start + absl::Seconds(61)).status.ok());
}

TEST_F(KafkaDiagnosisTest, TheNewestErrorOfAnyClientIsForAPersonWhoWaits) {
  const KafkaClient other = NewClient();
  EXPECT_EQ(NewestErrorText(), "");
  RememberError(client_.get(), RD_KAFKA_RESP_ERR__TRANSPORT, "one (after 0ms in state CONNECT)");
  RememberError(other.get(), RD_KAFKA_RESP_ERR__TRANSPORT, "two");
  EXPECT_EQ(NewestErrorText(), "two");
  ForgetError(rd_kafka_name(other.get()));
  EXPECT_EQ(NewestErrorText(), "one");
  ForgetClient(rd_kafka_name(client_.get()));
  EXPECT_EQ(NewestErrorText(), "");
}

TEST_F(KafkaDiagnosisTest, ClientsHaveErrorsOfTheirOwn) {
  const KafkaClient other = NewClient();
  RememberError(other.get(), RD_KAFKA_RESP_ERR__TRANSPORT, "refused");
  EXPECT_TRUE(Diagnose(client_.get()).status.ok());
  EXPECT_FALSE(Diagnose(other.get()).status.ok());
}

}  // namespace
}  // namespace rollcall::topic
