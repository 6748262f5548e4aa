// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/transport_error.h"

#include <optional>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace rollcall::client {
namespace {

constexpr absl::string_view kProblemUrl = "rollcall/transport-problem";

struct Explanation {
  TransportProblem problem;
  std::string text;  // empty: the error's own message
};

// The part of `text` between two others; empty if they are not there.
absl::string_view Between(absl::string_view text, absl::string_view begin, absl::string_view end) {
  const size_t from = text.find(begin);
  if (from == absl::string_view::npos) return "";
  text.remove_prefix(from + begin.size());
  const size_t to = text.find(end);
  return to == absl::string_view::npos ? "" : text.substr(0, to);
}

bool IsClosed(absl::string_view message) {
  return absl::StrContains(message, "Socket closed") || absl::StrContains(message, "Connection reset by peer") ||
         absl::StrContains(message, "unexpected eof") || absl::StrContains(message, "Endpoint read failed");
}

// gRPC 1.51 on OpenSSL 3 gives these texts; the tests meet each of them.
std::optional<Explanation> ExplainTls(absl::string_view message) {
  const absl::string_view name = Between(message, "Peer name ", " is not in peer certificate");
  if (!name.empty()) {
    return Explanation{TransportProblem::kWrongName, absl::StrCat("its certificate is not for ", name)};
  }
  if (absl::StrContains(message, "certificate verify failed")) {
    return Explanation{TransportProblem::kUntrustedCertificate,
                       "its certificate is not signed by a CA that is trusted here, or is expired or not yet valid"};
  }
  if (absl::StrContains(message, "wrong version number") || absl::StrContains(message, "packet length too long") ||
      absl::StrContains(message, "http request")) {
    return Explanation{TransportProblem::kNoTls, "it does not speak TLS"};
  }
  if (absl::StrContains(message, "missing selected ALPN property") ||
      absl::StrContains(message, "no application protocol")) {
    return Explanation{TransportProblem::kNoHttp2, "it speaks TLS, but not HTTP/2"};
  }
  if (absl::StrContains(message, "empty address list")) {
    return Explanation{TransportProblem::kNoSystemCas, "this machine has no CA certificates to trust"};
  }
  const absl::string_view refusal = Between(message, "SSL routines::", " alert ");
  if (!refusal.empty()) {
    return Explanation{TransportProblem::kClosedInHandshake,
                       absl::StrCat("it refused the TLS handshake: ", message.substr(message.rfind(" alert ") + 7))};
  }
  if (IsClosed(message)) {
    return Explanation{TransportProblem::kClosedInHandshake,
                       "it closed the connection during the TLS handshake: it may require a client certificate, may "
                       "not accept the one given, or does not speak TLS"};
  }
  return std::nullopt;
}

std::optional<Explanation> ExplainClearText(absl::string_view message) {
  if (absl::StrContains(message, "http1.x server")) {
    return Explanation{TransportProblem::kNoHttp2, "it speaks HTTP/1 and not gRPC"};
  }
  if (!IsClosed(message)) return std::nullopt;
  return Explanation{TransportProblem::kClosedByServer,
                     "it closed the connection without an answer: it may expect TLS"};
}

std::optional<Explanation> Explain(const absl::Status& error, Security security) {
  if (absl::IsUnauthenticated(error)) return Explanation{TransportProblem::kUnauthenticated, ""};
  if (absl::IsPermissionDenied(error)) return Explanation{TransportProblem::kPermissionDenied, ""};
  // Of a connection that had been made, the same words tell of its end.
  const bool never_connected =
      absl::IsUnavailable(error) && (absl::StartsWith(error.message(), "failed to connect to all addresses") ||
                                     absl::StartsWith(error.message(), "empty address list"));
  if (!never_connected) return std::nullopt;
  return security == Security::kTls ? ExplainTls(error.message()) : ExplainClearText(error.message());
}

absl::Status WithProblem(absl::Status error, TransportProblem problem) {
  error.SetPayload(kProblemUrl, absl::Cord(absl::StrCat(static_cast<int>(problem))));
  return error;
}

}  // namespace

absl::Status ExplainTransportError(absl::Status error, Security security) {
  const std::optional<Explanation> explanation = Explain(error, security);
  if (!explanation.has_value()) return error;
  if (explanation->text.empty()) return WithProblem(std::move(error), explanation->problem);
  return WithProblem(absl::Status(error.code(), explanation->text), explanation->problem);
}

absl::Status MakeUnusableFilesError(const absl::Status& why) {
  return WithProblem(absl::UnavailableError(why.message()), TransportProblem::kUnusableFiles);
}

TransportProblem TransportProblemOf(const absl::Status& error) {
  const auto payload = error.GetPayload(kProblemUrl);
  int problem = 0;
  if (!payload.has_value() || !absl::SimpleAtoi(std::string(*payload), &problem)) return TransportProblem::kNone;
  return static_cast<TransportProblem>(problem);
}

}  // namespace rollcall::client
