// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/connection_problem.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/lib/transport/http_status.h"

namespace rollcall::client {
namespace {

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
  if (absl::StrContains(message, "Handshake read failed")) {
    return Explanation{TransportProblem::kSilent,
                       "it took the connection and sent nothing: it hangs, or does not speak TLS"};
  }
  return std::nullopt;
}

// gRPC gives only the code that it derives from the status of an HTTP/1 server.
absl::string_view Http1StatusFromCode(absl::string_view message) {
  const std::pair<absl::string_view, absl::string_view> codes[] = {
      {"last error: INTERNAL: ", " (HTTP 400 Bad Request)"},
      {"last error: UNAUTHENTICATED: ", " (HTTP 401 Unauthorized)"},
      {"last error: PERMISSION_DENIED: ", " (HTTP 403 Forbidden)"},
      {"last error: UNIMPLEMENTED: ", " (HTTP 404 Not Found)"},
      {"last error: UNAVAILABLE: ", " (HTTP 429, 502, 503 or 504)"}};
  for (const auto& [code, text] : codes) {
    if (absl::StrContains(message, code)) return text;
  }
  return "";
}

std::optional<Explanation> ExplainClearText(absl::string_view message) {
  if (absl::StrContains(message, "Failed parsing HTTP/2")) {
    return Explanation{TransportProblem::kNoHttp2,
                       "its answer is neither HTTP/2 nor HTTP/1, so it does not speak gRPC"};
  }
  if (absl::StrContains(message, "http1.x server")) {
    return Explanation{
        TransportProblem::kNoHttp2,
        absl::StrCat("it speaks HTTP/1 and not gRPC", Http1StatusFromCode(message), ": a web server or an HTTP proxy")};
  }
  if (!IsClosed(message)) return std::nullopt;
  return Explanation{TransportProblem::kClosedByServer,
                     "it closed the connection without an answer: it may expect TLS, be another service such as Kafka, "
                     "or have as many "
                     "connections as it takes"};
}

// What is the same with TLS and without.
std::optional<Explanation> ExplainAnyConnection(absl::string_view message) {
  int status = 0;
  constexpr absl::string_view kProxyAnswer = "HTTP proxy returned response code ";
  if (const size_t at = message.rfind(kProxyAnswer); at != absl::string_view::npos) {
    if (!absl::SimpleAtoi(message.substr(at + kProxyAnswer.size()), &status)) return std::nullopt;
    return Explanation{TransportProblem::kProxy, absl::StrCat("the proxy answered ", HttpStatusText(status))};
  }
  if (absl::StrContains(message, "before receiving SETTINGS")) {
    return Explanation{TransportProblem::kSilent,
                       "it took the connection and sent nothing: it hangs, or is no rollcalld"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Explanation> ExplainConnection(absl::string_view message, Security security) {
  std::optional<Explanation> explanation = ExplainAnyConnection(message);
  if (explanation.has_value()) return explanation;
  return security == Security::kTls ? ExplainTls(message) : ExplainClearText(message);
}

}  // namespace rollcall::client
