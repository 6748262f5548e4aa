// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/admin_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/deleter.h"

namespace rollcall::agent {
namespace {

constexpr int kMaxRedirects = 3;
constexpr int kPollMs = 1000;  // a request is looked at again after this time, if nothing happens before

using Url = std::unique_ptr<CURLU, Deleter<curl_url_cleanup>>;
using Easy = std::unique_ptr<CURL, Deleter<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Deleter<curl_multi_cleanup>>;
using Headers = std::unique_ptr<curl_slist, Deleter<curl_slist_free_all>>;

// Null for a text that is not a URL.
Url ParseUrl(const std::string& text) {
  Url url(curl_url());
  CHECK(url != nullptr);
  return curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK ? std::move(url) : nullptr;
}

// Empty if the URL has no such part.
std::string PartOf(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

// scheme://host:port; empty for a text that is not a URL.
std::string OriginOf(const std::string& text) {
  const Url url = ParseUrl(text);
  if (url == nullptr) return "";
  return absl::AsciiStrToLower(absl::StrCat(PartOf(url, CURLUPART_SCHEME), "://", PartOf(url, CURLUPART_HOST), ":",
                                            PartOf(url, CURLUPART_PORT)));
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool HasControlCharacters(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_iscntrl(c); });
}

absl::Status CheckFile(const char* option, const std::string& path) {
  if (path.empty() || std::ifstream(path).good()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(option, ": '", path, "' cannot be read: ", std::strerror(errno)));
}

absl::Status CheckCredentials(const AdminOptions& options) {
  if (!options.user.empty() && !options.token.empty()) {
    return absl::InvalidArgumentError("--admin-user and --admin-token exclude each other: give one of them");
  }
  if (options.user.empty() && !options.password.empty()) {
    return absl::InvalidArgumentError("--admin-password needs --admin-user");
  }
  if (absl::StrContains(options.user, ":") || HasControlCharacters(options.user)) {
    return absl::InvalidArgumentError("--admin-user has a ':' or a control character, which HTTP cannot send");
  }
  if (HasControlCharacters(options.token)) {
    return absl::InvalidArgumentError("--admin-token has a line end or another control character (it is not shown)");
  }
  return absl::OkStatus();
}

absl::Status CheckOptions(const AdminOptions& options) {
  if (options.urls.empty()) {
    return absl::InvalidArgumentError("--admin-url is missing: name Redpanda's admin API, as in http://127.0.0.1:9644");
  }
  if (absl::Status status = CheckCredentials(options); !status.ok()) return status;
  if (absl::Status status = CheckFile("--admin-ca", options.ca_file); !status.ok()) return status;
  if (absl::Status status = CheckFile("--admin-cert", options.cert_file); !status.ok()) return status;
  if (absl::Status status = CheckFile("--admin-key", options.key_file); !status.ok()) return status;
  if (options.cert_file.empty() && !options.key_file.empty()) {
    return absl::InvalidArgumentError("--admin-key needs --admin-cert, the certificate of the key");
  }
  return absl::OkStatus();
}

class AdminClient : public AdminApi {
 public:
  AdminClient(AdminOptions options, Cancellation& cancellation)
      : options_(std::move(options)), cancellation_(cancellation), multi_(curl_multi_init()), easy_(curl_easy_init()) {
    CHECK(multi_ != nullptr && easy_ != nullptr);
    SetOptions();
  }

  absl::StatusOr<HttpAnswer> Get(const std::string& url) override {
    std::string next = url;
    for (int redirects = 0; redirects <= kMaxRedirects; ++redirects) {
      absl::StatusOr<HttpAnswer> answer = GetOnce(next);
      if (!answer.ok() || !IsRedirect(answer->status)) return answer;
      next = RedirectTarget();
      if (absl::Status status = CheckRedirect(next); !status.ok()) return status;
    }
    return absl::FailedPreconditionError("it redirects again and again: name the host that answers in --admin-url");
  }

 private:
  void SetOptions();
  void SetCredentials();
  absl::StatusOr<HttpAnswer> GetOnce(const std::string& url);
  CURLcode Perform();
  absl::Status ErrorOf(CURLcode code) const;
  absl::Status ErrorOfAnswer(CURLcode code) const;
  absl::Status CheckRedirect(const std::string& target) const;
  std::string RedirectTarget() const;
  bool IsAnswered() const;
  static size_t OnBody(char* data, size_t, size_t bytes, void* self);

  template <typename T>
  void Set(CURLoption option, T value) {
    CHECK_EQ(curl_easy_setopt(easy_.get(), option, value), CURLE_OK);
  }
  void SetText(CURLoption option, const std::string& text) {
    if (!text.empty()) Set(option, text.c_str());
  }

  const AdminOptions options_;
  Cancellation& cancellation_;
  const Multi multi_;  // keeps the connections
  const Headers headers_{curl_slist_append(nullptr, "Accept: application/json")};
  const Easy easy_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::string body_;
  bool is_too_large_ = false;
};

void AdminClient::SetOptions() {
  Set(CURLOPT_NOSIGNAL, 1L);  // there are other threads
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_PROXY, "");
  Set(CURLOPT_USERAGENT, "rollcall-agent");
  Set(CURLOPT_HTTPHEADER, headers_.get());
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options_.connect_timeout)));
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options_.timeout)));
  Set(CURLOPT_ERRORBUFFER, error_.data());
  Set(CURLOPT_WRITEFUNCTION, &OnBody);
  Set(CURLOPT_WRITEDATA, this);
  SetText(CURLOPT_CAINFO, options_.ca_file);
  SetText(CURLOPT_SSLCERT, options_.cert_file);
  SetText(CURLOPT_SSLKEY, options_.key_file);
  Set(CURLOPT_KEYPASSWD, "");  // OpenSSL would ask for it at the terminal
  SetCredentials();
}

void AdminClient::SetCredentials() {
  if (!options_.user.empty()) {
    Set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    Set(CURLOPT_USERNAME, options_.user.c_str());
    Set(CURLOPT_PASSWORD, options_.password.c_str());
  } else if (!options_.token.empty()) {
    Set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    Set(CURLOPT_XOAUTH2_BEARER, options_.token.c_str());
  }
}

size_t AdminClient::OnBody(char* data, size_t, size_t bytes, void* self) {
  auto& client = *static_cast<AdminClient*>(self);
  client.is_too_large_ = client.body_.size() + bytes > client.options_.max_answer_bytes;
  if (client.is_too_large_) return 0;  // an error: ends the request
  client.body_.append(data, bytes);
  return bytes;
}

absl::StatusOr<HttpAnswer> AdminClient::GetOnce(const std::string& url) {
  Set(CURLOPT_URL, url.c_str());
  body_.clear();
  is_too_large_ = false;
  error_[0] = '\0';
  const CURLcode code = Perform();
  if (cancellation_.cancelled()) return absl::CancelledError("interrupted");
  if (code != CURLE_OK) return ErrorOf(code);
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return HttpAnswer{.status = static_cast<int>(status), .body = std::move(body_)};
}

CURLcode AdminClient::Perform() {
  CHECK_EQ(curl_multi_add_handle(multi_.get(), easy_.get()), CURLM_OK);
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  {
    const Cancellation::Registration wake(cancellation_, [this] { curl_multi_wakeup(multi_.get()); });
    int running = 1;
    while (running > 0 && !cancellation_.cancelled()) {
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) break;
      if (running > 0) curl_multi_poll(multi_.get(), nullptr, 0, kPollMs, nullptr);
    }
  }
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  }
  curl_multi_remove_handle(multi_.get(), easy_.get());
  return code;
}

// Whether the other side has answered anything: a line of HTTP, or its part of a TLS handshake.
bool AdminClient::IsAnswered() const {
  long status = 0;
  curl_off_t tls_us = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy_.get(), CURLINFO_APPCONNECT_TIME_T, &tls_us);
  return status != 0 || tls_us != 0;
}

absl::Status AdminClient::ErrorOf(CURLcode code) const {
  const std::string text = error_[0] == '\0' ? curl_easy_strerror(code) : error_.data();
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
      return absl::FailedPreconditionError(absl::StrCat(text, ": check --admin-ca, and the host in --admin-url"));
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
      return absl::FailedPreconditionError(
          absl::StrCat(text, ": check --admin-ca, --admin-cert and --admin-key, and whether the port speaks TLS"));
    default:
      break;
  }
  // A process that is stopped or overloaded takes connections, too. Only an answer shows that it lives.
  if (IsAnswered()) return ErrorOfAnswer(code);
  return absl::UnavailableError(absl::StrCat(text, ": check that Redpanda runs there, and --admin-url"));
}

absl::Status AdminClient::ErrorOfAnswer(CURLcode code) const {
  if (is_too_large_) {
    return absl::ResourceExhaustedError(absl::StrCat("the answer has more than ", options_.max_answer_bytes, " bytes"));
  }
  return absl::DataLossError(
      absl::StrCat("the answer was cut after ", body_.size(), " bytes (", curl_easy_strerror(code),
                   "): Redpanda or a proxy before it gave up, or refused this client; it is asked again"));
}

std::string AdminClient::RedirectTarget() const {
  const char* target = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &target);
  return target == nullptr ? "" : target;
}

absl::Status AdminClient::CheckRedirect(const std::string& target) const {
  const std::string origin = OriginOf(target);
  for (const std::string& url : options_.urls) {
    if (!origin.empty() && OriginOf(url) == origin) return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("it redirects to ", origin.empty() ? "nothing that is a URL" : origin,
                   ", which no --admin-url names: only named hosts are asked, because credentials are sent to them"));
}

}  // namespace

absl::StatusOr<std::string> NormalizeAdminUrl(const std::string& text) {
  const char* expected = "expected http://HOST:PORT or https://HOST:PORT";
  if (absl::StrContains(text, "@")) {
    return absl::InvalidArgumentError(absl::StrCat("--admin-url: ", expected,
                                                   "; a user and a password belong into --admin-user and "
                                                   "--admin-password (what was found is not shown)"));
  }
  const Url url = ParseUrl(text);
  const std::string scheme = url == nullptr ? "" : PartOf(url, CURLUPART_SCHEME);
  const bool is_usable = (scheme == "http" || scheme == "https") && PartOf(url, CURLUPART_QUERY).empty() &&
                         PartOf(url, CURLUPART_FRAGMENT).empty();
  if (!is_usable) return absl::InvalidArgumentError(absl::StrCat("--admin-url '", text, "': ", expected));
  return std::string(absl::StripSuffix(text, "/"));
}

absl::StatusOr<std::unique_ptr<AdminApi>> NewAdminClient(AdminOptions options, Cancellation& cancellation) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  return std::make_unique<AdminClient>(std::move(options), cancellation);
}

std::string CurlVersion() { return curl_version_info(CURLVERSION_NOW)->version; }

}  // namespace rollcall::agent
