// SPDX-License-Identifier: Apache-2.0
// The headers of a request. The input has a header in each line, the name and the value separated by the first tab.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/rpc/protocol/content_type.h"
#include "server/rpc/protocol/grpc_timeout.h"
#include "server/rpc/protocol/request_headers.h"
#include "server/rpc/protocol/status_trailers.h"
#include "tests/fuzz/fuzz.h"

namespace rollcall::rpc {
namespace {

using fuzz::Require;

constexpr size_t kMaxAnswerBytes = 1024;

Headers HeadersIn(std::string_view text) {
  Headers headers;
  for (std::optional<std::string_view> rest = text; rest.has_value();) {
    const auto [line, next] = fuzz::SplitAtFirst(*rest, '\n');
    const auto [name, value] = fuzz::SplitAtFirst(line, '\t');
    headers.push_back({std::string(name), std::string(value.value_or(""))});
    rest = next;
  }
  return headers;
}

// The last header of that name. nullopt if there is none.
std::optional<std::string> Last(const Headers& headers, std::string_view name) {
  std::optional<std::string> last;
  for (const Header& header : headers) {
    if (header.name == name) last = header.value;
  }
  return last;
}

// The HTTP status of the answer. Empty if a call begins.
std::string ExpectedStatus(const Headers& headers) {
  if (Last(headers, ":method") != "POST") return "405";
  if (!IsGrpcContentType(Last(headers, "content-type").value_or(""))) return "415";
  const std::optional<std::string> timeout = Last(headers, "grpc-timeout");
  if (timeout.has_value() && !ParseTimeout(*timeout).has_value()) return "400";
  const std::string encoding = Last(headers, "grpc-encoding").value_or("");
  return encoding.empty() || encoding == "identity" ? "" : "200";
}

void CheckRefusal(const Refusal& refusal, const std::string& http_status) {
  Require(!refusal.status.ok(), "a refusal is an error");
  Require(refusal.headers.front() == Header{":status", http_status}, "the HTTP status is the expected one");
  size_t bytes = 0;
  for (const Header& header : refusal.headers) {
    bytes += header.name.size() + header.value.size();
    Require(fuzz::IsPlainText(header.value), "a header of an answer is plain text");
  }
  Require(bytes <= kMaxAnswerBytes, "an answer is short, whatever the request says");
}

void CheckHead(const Headers& headers) {
  RequestHead head;
  for (const Header& header : headers) head.Add(header.name, header.value);
  const std::string http_status = ExpectedStatus(headers);
  const std::optional<Refusal> refusal = head.Check();
  Require(refusal.has_value() == !http_status.empty(), "what is no call is refused");
  if (refusal.has_value()) CheckRefusal(*refusal, http_status);
  Require(head.path() == Last(headers, ":path").value_or(""), "the path is the last one");
  Require(head.timeout() >= absl::ZeroDuration(), "a timeout is not negative");
  for (const Header& header : head.metadata()) Require(!header.name.starts_with(':'), "metadata has no pseudo-headers");
}

void CheckTimeout(std::string_view text) {
  const std::optional<absl::Duration> timeout = ParseTimeout(text);
  if (!timeout.has_value()) return;
  Require(text.size() >= 2 && text.size() <= 9, "a timeout is one to eight digits and a unit");
  Require(*timeout >= absl::ZeroDuration() && *timeout <= absl::Hours(99'999'999), "a timeout is within its range");
}

// The text, if it is percent-encoded; by plain rules: "%" and two hexadecimal digits are a byte.
std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    Require(i + 2 < text.size(), "a percent sign has two digits behind it");
    decoded.push_back(static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)));
    i += 2;
  }
  return decoded;
}

void CheckEncodings(std::string_view text) {
  const std::string encoded = PercentEncode(text);
  Require(fuzz::IsPlainText(encoded), "a percent-encoded message is plain text");
  Require(PercentDecode(encoded) == text, "a percent-encoded message decodes to what it was");
  const std::string binary = EncodeBinaryValue(text);
  Require(binary.size() == (text.size() * 4 + 2) / 3 && binary.find('=') == std::string::npos, "base64 has no padding");
}

}  // namespace
}  // namespace rollcall::rpc

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall::rpc;  // NOLINT: its functions are what is tested
  const std::string_view input = rollcall::fuzz::TextOf(data, size);
  CheckHead(HeadersIn(input));
  CheckTimeout(input);
  CheckEncodings(input);
  return 0;
}
