// SPDX-License-Identifier: Apache-2.0
#include "topic/record/json_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

using namespace std::string_view_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Status Usable(std::string_view value) {
  DecodedValue decoded = DecodeValue(value);
  if (const Problem* problem = std::get_if<Problem>(&decoded.content)) {
    ADD_FAILURE() << value.substr(0, 200) << ": " << problem->message;
    return {};
  }
  return std::get<Status>(std::move(decoded.content));
}

Problem ProblemOf(std::string_view value) {
  DecodedValue decoded = DecodeValue(value);
  if (std::holds_alternative<Status>(decoded.content)) {
    ADD_FAILURE() << value.substr(0, 200) << " was accepted";
    return {.code = ProblemCode::kBadKey, .message = ""};  // no value has this problem
  }
  return std::get<Problem>(std::move(decoded.content));
}

// The value of node 5, which is up.
std::string With(const std::string& coprocessors, const std::string& more = "") {
  return absl::StrCat(R"({"node_id":5,"status":"up","coprocessors":)", coprocessors, more, "}");
}

void ExpectWrongType(const std::string& value, const std::string& message) {
  EXPECT_EQ(ProblemOf(value), (Problem{.code = ProblemCode::kWrongType, .message = message})) << value.substr(0, 200);
}

void ExpectBadJson(std::string_view value) {
  EXPECT_EQ(ProblemOf(value).code, ProblemCode::kBadJson) << value.substr(0, 200);
}

TEST(JsonCodecTest, ReadsTheFormOfTheTopic) {
  const Status status = Usable(R"({
      "node_id" : 5,
      "status" : "up",
      "coprocessors" : {
        "name_b" : { "input_topics": ["dd"], "description" : "Strips sensitive info from topic" },
        "name_a" : { "input_topics": ["foo", "bar", "baz"], "description": "This copro is interesting!" }
      }
  })");
  const Status expected{.node_id = 5,
                        .status = "up",
                        .coprocessors = {{.name = "name_a",
                                          .input_topics = {"foo", "bar", "baz"},
                                          .description = "This copro is interesting!",
                                          .state = ""},
                                         {.name = "name_b",
                                          .input_topics = {"dd"},
                                          .description = "Strips sensitive info from topic",
                                          .state = ""}},
                        .lease = std::nullopt,
                        .instance = "",
                        .reason = ""};
  EXPECT_EQ(status, expected);
}

TEST(JsonCodecTest, ReadsOptionalFields) {
  const Status status = Usable(With(R"({"a":{"input_topics":[],"state":"errored"}})",
                                    R"(,"lease_s":2.5,"instance":"run 7","reason":"a rolling upgrade")"));
  EXPECT_EQ(status.lease, absl::Milliseconds(2500));
  EXPECT_EQ(status.instance, "run 7");
  EXPECT_EQ(status.reason, "a rolling upgrade");
  ASSERT_EQ(status.coprocessors.size(), 1u);
  EXPECT_EQ(status.coprocessors[0].state, "errored");
  EXPECT_EQ(status.coprocessors[0].description, "");
}

TEST(JsonCodecTest, NullIsAbsentForReadsOptionalFields) {
  const Status status = Usable(With(R"({"a":{"input_topics":[],"state":null,"description":null}})",
                                    R"(,"lease_s":null,"instance":null,"reason":null)"));
  EXPECT_EQ(status.lease, std::nullopt);
  EXPECT_EQ(status.reason, "");
  EXPECT_EQ(status.coprocessors[0], (Coprocessor{.name = "a", .input_topics = {}, .description = "", .state = ""}));
}

TEST(JsonCodecTest, ANodeIdIsAnInt32) {
  EXPECT_EQ(Usable(R"({"node_id":-2147483648,"status":"up","coprocessors":{}})").node_id,
            std::numeric_limits<int32_t>::min());
  EXPECT_EQ(Usable(R"({"node_id":2147483647,"status":"up","coprocessors":{}})").node_id,
            std::numeric_limits<int32_t>::max());
  for (const std::string id : {"2147483648", "-2147483649", "9223372036854775808", "18446744073709551616",
                               "-9223372036854775809", "99999999999999999999999999999999999999999999"}) {
    const DecodedValue decoded =
        DecodeValue(absl::StrCat(R"({"node_id":)", id, R"(,"status":"up","coprocessors":{}})"));
    EXPECT_EQ(std::get<Problem>(decoded.content).code, ProblemCode::kNodeIdOutOfRange) << id;
    EXPECT_THAT(std::get<Problem>(decoded.content).message, HasSubstr(id.substr(0, 40)));
    EXPECT_EQ(decoded.node_id, std::nullopt);
  }
  const std::string huge(500, '9');
  EXPECT_EQ(ProblemOf(absl::StrCat(R"({"node_id":)", huge, "}")).code, ProblemCode::kNodeIdOutOfRange);
}

TEST(JsonCodecTest, ANumberWithAPointOrExponentIsNotAnInteger) {
  for (const std::string id : {"5.0", "5e0", "1e400"}) {
    ExpectWrongType(absl::StrCat(R"({"node_id":)", id, R"(,"status":"up","coprocessors":{}})"),
                    "node_id: expected integer, found number with a point or exponent");
  }
}

TEST(JsonCodecTest, AMissingOrNullRequiredFieldHasAWrongType) {
  ExpectWrongType(R"({"status":"up","coprocessors":{}})", "node_id: expected integer, found nothing");
  ExpectWrongType(R"({"node_id":null,"status":"up","coprocessors":{}})", "node_id: expected integer, found null");
  ExpectWrongType(R"({"node_id":"5","status":"up","coprocessors":{}})", "node_id: expected integer, found text");
  ExpectWrongType(R"({"node_id":5,"coprocessors":{}})", "status: expected text, found nothing");
  ExpectWrongType(R"({"node_id":5,"status":null,"coprocessors":{}})", "status: expected text, found null");
  ExpectWrongType(R"({"node_id":5,"status":true,"coprocessors":{}})", "status: expected text, found boolean");
  ExpectWrongType(R"({"node_id":5,"status":"up"})", "coprocessors: expected object, found nothing");
  ExpectWrongType(With("null"), "coprocessors: expected object, found null");
  ExpectWrongType(With("[]"), "coprocessors: expected object, found list");
}

TEST(JsonCodecTest, CoprocessorsNeedAListOfTexts) {
  ExpectWrongType(With(R"({"a":null})"), "coprocessors.a: expected object, found null");
  ExpectWrongType(With(R"({"a":["x"]})"), "coprocessors.a: expected object, found list");
  ExpectWrongType(With(R"({"a":{}})"), "coprocessors.a.input_topics: expected list of texts, found nothing");
  ExpectWrongType(With(R"({"a":{"input_topics":null}})"),
                  "coprocessors.a.input_topics: expected list of texts, found null");
  ExpectWrongType(With(R"({"a":{"input_topics":{"x":1}}})"),
                  "coprocessors.a.input_topics: expected list of texts, found object");
  ExpectWrongType(With(R"({"a":{"input_topics":["x","y",3]}})"),
                  "coprocessors.a.input_topics[2]: expected text, found number");
  ExpectWrongType(With(R"({"a":{"input_topics":[["x"]]}})"),
                  "coprocessors.a.input_topics[0]: expected text, found list");
  ExpectWrongType(With(R"({"a":{"input_topics":[],"description":7}})"),
                  "coprocessors.a.description: expected text, found number");
  ExpectWrongType(With(R"({"a":{"input_topics":[],"state":{}}})"), "coprocessors.a.state: expected text, found object");
}

TEST(JsonCodecTest, ALeaseIsSecondsUpToTenYears) {
  EXPECT_EQ(Usable(With("{}", R"(,"lease_s":315360000)")).lease, absl::Seconds(315360000));
  EXPECT_EQ(Usable(With("{}", R"(,"lease_s":1e-9)")).lease, absl::Microseconds(1)) << "never rounded to nothing";
  for (const std::string lease : {"0", "-1", "-0.0", "315360001", "1e400", "-1e400"}) {
    const Problem problem = ProblemOf(With("{}", absl::StrCat(R"(,"lease_s":)", lease)));
    EXPECT_EQ(problem.code, ProblemCode::kWrongType) << lease;
    EXPECT_THAT(problem.message, StartsWith("lease_s: expected seconds above 0")) << lease;
  }
  EXPECT_THAT(ProblemOf(With("{}", R"(,"lease_s":1e400)")).message, EndsWith("found more"));
  EXPECT_THAT(ProblemOf(With("{}", R"(,"lease_s":-1e400)")).message, EndsWith("found less"));
  EXPECT_THAT(ProblemOf(With("{}", R"(,"lease_s":-0.5e-9)")).message, EndsWith("found -0.5e-9"));
  ExpectWrongType(With("{}", R"(,"lease_s":"15")"), "lease_s: expected number, found text");
  ExpectWrongType(With("{}", R"(,"instance":5)"), "instance: expected text, found number");
  ExpectWrongType(With("{}", R"(,"reason":["x"])"), "reason: expected text, found list");
}

TEST(JsonCodecTest, ALeaseIsTheNumberThatIsWrittenHoweverItIsWritten) {
  const std::string zeros(400, '0');
  // A double holds these numbers as 0, or with few of their digits.
  for (const std::string& tiny : {std::string("1e-394"), std::string("1e-320"), std::string("5e-324"),
                                  std::string("0.0001E-99999999999999999999"), "0." + zeros + "1"}) {
    EXPECT_EQ(Usable(With("{}", absl::StrCat(R"(,"lease_s":)", tiny))).lease, absl::Microseconds(1)) << tiny;
  }
  for (const std::string& ten_years :
       {std::string("315360000.000"), std::string("3.1536e8"), std::string("31536E4"), "0." + zeros + "31536e409",
        "31536" + zeros + ".0e-396", std::string("315359999.9999999999999999")}) {
    EXPECT_EQ(Usable(With("{}", absl::StrCat(R"(,"lease_s":)", ten_years))).lease, absl::Seconds(315360000));
  }
  for (const std::string& wrong :
       {std::string("-0"), std::string("0e5"), "0." + zeros, std::string("0e-99999999999"),
        std::string("0e99999999999"), std::string("-1e-394"), std::string("-1e-320"), std::string("315360000.00000001"),
        "315360000." + zeros + "1", "3.1536" + zeros + "1e+8", std::string("9223372036854775807"),
        std::string("18446744073709551615"), "1" + zeros, "-1" + zeros}) {
    const Problem problem = ProblemOf(With("{}", absl::StrCat(R"(,"lease_s":)", wrong)));
    EXPECT_THAT(problem.message, StartsWith("lease_s: expected seconds above 0")) << wrong;
  }
}

TEST(JsonCodecTest, ANumberBeyondDoubleElsewhereChangesNoLease) {
  EXPECT_EQ(Usable(With("{}", R"(,"lease_s":1e-394,"x":1e400)")).lease, absl::Microseconds(1));
  EXPECT_EQ(Usable(With("{}", R"(,"x":-1e400,"lease_s":2.5)")).lease, absl::Milliseconds(2500));
}

TEST(JsonCodecTest, TheLastDuplicateCounts) {
  EXPECT_EQ(
      Usable(R"({"node_id":"x","status":"down","coprocessors":[],"node_id":5,"status":"up","coprocessors":{}})").status,
      "up");
  const Status status = Usable(With(
      R"({"b":7,"a":{"input_topics":["1"]},"b":{"input_topics":[3],"input_topics":["2"]},"a":{"input_topics":[]}})"));
  ASSERT_EQ(status.coprocessors.size(), 2u);
  EXPECT_EQ(status.coprocessors[0], (Coprocessor{.name = "a", .input_topics = {}, .description = "", .state = ""}));
  EXPECT_EQ(status.coprocessors[1], (Coprocessor{.name = "b", .input_topics = {"2"}, .description = "", .state = ""}));
}

TEST(JsonCodecTest, TheLastDuplicateCountsAlsoIfItIsWrong) {
  ExpectWrongType(R"({"node_id":5,"status":"up","coprocessors":{},"node_id":null})",
                  "node_id: expected integer, found null");
  ExpectWrongType(With(R"({"a":{"input_topics":[]},"a":{}})"),
                  "coprocessors.a.input_topics: expected list of texts, found nothing");
  ExpectWrongType(With("{}", R"(,"coprocessors":{"a":1})"), "coprocessors.a: expected object, found number");
  ExpectWrongType(With(R"({"a":{"input_topics":["x"],"input_topics":"x"}})"),
                  "coprocessors.a.input_topics: expected list of texts, found text");
}

TEST(JsonCodecTest, ALaterCoprocessorsFieldReplacesTheWholeOfTheFirst) {
  const Status status = Usable(With(R"({"a":{"input_topics":[]}})", R"(,"coprocessors":{"b":{"input_topics":[]}})"));
  ASSERT_EQ(status.coprocessors.size(), 1u);
  EXPECT_EQ(status.coprocessors[0].name, "b");
}

TEST(JsonCodecTest, UnknownFieldsAreIgnoredAtAnyDepth) {
  const std::string unknown =
      R"("x":{"node_id":"no","coprocessors":[{"input_topics":[1]}]},"y":[[1e400,null],-1e999,"\ud800"])";
  const Status status =
      Usable(absl::StrCat(R"({"node_id":5,)", unknown, R"(,"status":"up","coprocessors":{"a":{"input_topics":["t"],)",
                          unknown, R"(,"description":"d"}}})"));
  EXPECT_EQ(status.coprocessors[0], (Coprocessor{.name = "a", .input_topics = {"t"}, .description = "d", .state = ""}));
}

TEST(JsonCodecTest, AFieldIsKnownOnlyInTheObjectItBelongsTo) {
  const Status status =
      Usable(With(R"({"status":{"input_topics":["t"],"node_id":[],"lease_s":"x"}})", R"(,"input_topics":7,"state":7)"));
  EXPECT_EQ(status.coprocessors[0].name, "status");
}

TEST(JsonCodecTest, ADownNodeRunsNothing) {
  const Status status = Usable(R"({"node_id":5,"status":"down","coprocessors":{"a":{"input_topics":[]}}})");
  EXPECT_EQ(status.status, "down");
  EXPECT_TRUE(status.coprocessors.empty());
}

TEST(JsonCodecTest, OtherStatusTextsAreKept) {
  EXPECT_EQ(Usable(R"({"node_id":5,"status":"Up ","coprocessors":{}})").status, "Up ");
}

TEST(JsonCodecTest, BytesThatAreNotJsonAreRefused) {
  for (const std::string_view value : {""sv,
                                       " "sv,
                                       "{"sv,
                                       "nul"sv,
                                       "{}x"sv,
                                       "{} {}"sv,
                                       "{}\0"sv,
                                       "\0"sv,
                                       "{'a':1}"sv,
                                       R"({"a":1,})"sv,
                                       "[1,]"sv,
                                       R"({"a":01})"sv,
                                       "[NaN]"sv,
                                       "[.5e400]"sv,
                                       "// c\n{}"sv,
                                       "\"\n\""sv,
                                       "\xFF"sv,
                                       "{\x80}"sv,
                                       "\"\\ud80\""sv,
                                       "\"\\x\""sv,
                                       "\"abc"sv,
                                       "up"sv,
                                       R"({"node_id":5,"status":"up","coprocessors":{}})"
                                       "\0garbage"sv}) {
    ExpectBadJson(value);
  }
}

TEST(JsonCodecTest, AByteOrderMarkIsNotJson) {
  ExpectBadJson(absl::StrCat("\xEF\xBB\xBF", With("{}")));
  EXPECT_THAT(ProblemOf("\xEF\xBB\xBF{}").message, HasSubstr("byte order mark"));
}

TEST(JsonCodecTest, MessagesSayWhereTheJsonEnds) {
  EXPECT_EQ(ProblemOf("").message, "the value is empty; a record without a value (null) removes a node");
  EXPECT_EQ(ProblemOf("{\"a\" 1}").message,
            "not JSON at byte 6: syntax error while parsing object separator - unexpected number literal; "
            "expected ':'");
}

TEST(JsonCodecTest, JsonThatIsNotAnObjectIsRefused) {
  ExpectWrongType("[]", "the value: expected object, found list");
  ExpectWrongType("null", "the value: expected object, found null");
  ExpectWrongType("5", "the value: expected object, found number");
  ExpectWrongType("\"up\"", "the value: expected object, found text");
}

TEST(JsonCodecTest, BytesThatAreNotUtf8AreShownAsReplacementCharacters) {
  const Status status = Usable(
      With("{\"n\xFFm\":{\"input_topics\":[\"\xE2\x82t\",\"\\ud800\"],\"description\":\"\\udc00\\ud83d\\ude00\"}}"));
  ASSERT_EQ(status.coprocessors.size(), 1u);
  EXPECT_EQ(status.coprocessors[0].name, "n\uFFFDm");
  EXPECT_EQ(status.coprocessors[0].input_topics, (std::vector<std::string>{"\uFFFDt", "\uFFFD"}));
  EXPECT_EQ(status.coprocessors[0].description, "\uFFFD\U0001F600");
}

TEST(JsonCodecTest, NamesThatBecomeEqualAreDuplicates) {
  const Status status = Usable(With("{\"a\xFF\":{\"input_topics\":[\"1\"]},\"a\xFE\":{\"input_topics\":[\"2\"]}}"));
  ASSERT_EQ(status.coprocessors.size(), 1u);
  EXPECT_EQ(status.coprocessors[0].input_topics, std::vector<std::string>{"2"});
}

TEST(JsonCodecTest, NamesAreOrderedAsBytes) {
  const Status status =
      Usable(With("{\"é\":{\"input_topics\":[]},\"z\":{\"input_topics\":[]},\"Z\":{\"input_topics\":[]},\"\":{\"input_"
                  "topics\":[]}}"));
  std::vector<std::string> names;
  for (const Coprocessor& coprocessor : status.coprocessors) names.push_back(coprocessor.name);
  EXPECT_EQ(names, (std::vector<std::string>{"", "Z", "z", "é"}));
}

TEST(JsonCodecTest, ProblemsKeepTheNodeId) {
  EXPECT_EQ(DecodeValue(R"({"node_id":5,"status":7})").node_id, 5);
  EXPECT_EQ(DecodeValue(R"({"node_id":5,"status":7)").node_id, std::nullopt) << "not JSON";
  EXPECT_EQ(DecodeValue(R"({"node_id":5.0})").node_id, std::nullopt);
}

TEST(JsonCodecTest, MessagesAreBoundedAndWellFormed) {
  const std::string name(1 << 16, '\x1b');
  std::string escaped;
  for (size_t i = 0; i < name.size(); ++i) escaped += "\\u001b";
  const std::string long_token = "\"" + std::string(1 << 16, 'x') + "\x01";
  for (const std::string& value : {With(absl::StrCat("{\"", escaped, "\":1}")), long_token, With("{\"\xFF\":1}"),
                                   absl::StrCat(R"({"node_id":)", std::string(1 << 16, '9'), "}")}) {
    const std::string message = ProblemOf(value).message;
    EXPECT_LE(message.size(), 420u);
    EXPECT_TRUE(IsWellFormedUtf8(message));
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
  }
}

TEST(JsonCodecTest, NestingDoesNotMatter) {
  constexpr size_t kDepth = 1000000;
  ExpectBadJson(std::string(kDepth, '['));
  const std::string nested = std::string(kDepth, '[') + std::string(kDepth, ']');
  EXPECT_EQ(Usable(With("{}", absl::StrCat(",\"x\":", nested))).node_id, 5);
  ExpectWrongType(nested, "the value: expected object, found list");
  std::string objects;
  for (size_t i = 0; i < kDepth / 10; ++i) objects += "{\"coprocessors\":";
  ExpectBadJson(objects);
}

// Bytes that are almost JSON: decoding always ends, and its result is well-formed and in order.
TEST(JsonCodecTest, AcceptsAnyBytes) {
  std::mt19937 random(20210628);
  const std::string seed =
      With(R"({"a":{"input_topics":["x"],"description":"\ud83d\ude00"},"b":{"input_topics":[]}})", R"(,"lease_s":1.5)");
  const std::string_view alphabet = "{}[]\",:\\u0019deED.-+ntf \xC3\xA9\xFF\x80\xED\xA0\x00"sv;
  for (int round = 0; round < 20000; ++round) {
    std::string value = seed;
    for (uint32_t edits = random() % 6; edits > 0; --edits) {
      value[random() % value.size()] = alphabet[random() % alphabet.size()];
    }
    value.resize(random() % 4 == 0 ? random() % value.size() : value.size());
    const DecodedValue decoded = DecodeValue(value);
    if (const Problem* problem = std::get_if<Problem>(&decoded.content)) {
      ASSERT_TRUE(IsWellFormedUtf8(problem->message));
      continue;
    }
    const Status& status = std::get<Status>(decoded.content);
    ASSERT_EQ(decoded.node_id, status.node_id);
    ASSERT_EQ(std::get<Status>(DecodeValue(EncodeValue(status)).content), status) << value;
  }
}

std::string AnyText(std::mt19937& random) {
  static constexpr std::string_view kPieces[] = {"a",    "Z",    "0", " ", "\"",         "\\",     "\n",
                                                 "\x1f", "\x7f", "é", "€", "\U0001F600", "\uFFFD", "/"};
  std::string text;
  for (uint32_t n = random() % 8; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
  return text;
}

Status AnyStatus(std::mt19937& random) {
  static constexpr std::string_view kStatuses[] = {"up", "draining", "", "Down"};
  Status status{.node_id = static_cast<int32_t>(random()),
                .status = std::string(kStatuses[random() % 4]),
                .coprocessors = {},
                .lease = std::nullopt,
                .instance = AnyText(random),
                .reason = AnyText(random)};
  if (random() % 2 == 0) {
    status.lease = absl::Microseconds(1 + (uint64_t{random()} << 16 | random() % 65536) % 315360000000000);
  }
  for (uint32_t n = random() % 5; n > 0; --n) {
    Coprocessor coprocessor{.name = absl::StrCat(n, AnyText(random)),
                            .input_topics = {},
                            .description = AnyText(random),
                            .state = AnyText(random)};
    for (uint32_t topics = random() % 4; topics > 0; --topics) coprocessor.input_topics.push_back(AnyText(random));
    status.coprocessors.insert(status.coprocessors.begin(), std::move(coprocessor));
  }
  return status;
}

TEST(JsonCodecTest, GeneratedStatusesRoundTrip) {
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    const Status status = AnyStatus(random);
    const std::string value = EncodeValue(status);
    ASSERT_EQ(value.find('\n'), std::string::npos);
    ASSERT_EQ(Usable(value), status) << value;
  }
}

TEST(JsonCodecTest, FieldsAreEncodedInOrder) {
  const Status status{.node_id = 5,
                      .status = "up",
                      .coprocessors = {{.name = "a", .input_topics = {"t"}, .description = "d", .state = "running"}},
                      .lease = absl::Seconds(15),
                      .instance = "i",
                      .reason = "r"};
  EXPECT_EQ(EncodeValue(status),
            R"({"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":["t"],"description":"d",)"
            R"("state":"running"}},"lease_s":15,"instance":"i","reason":"r"})");
  EXPECT_EQ(
      EncodeValue(
          {.node_id = 0, .status = "down", .coprocessors = {}, .lease = std::nullopt, .instance = "", .reason = ""}),
      R"({"node_id":0,"status":"down","coprocessors":{}})");
}

TEST(JsonCodecTest, EncodingNeverFails) {
  const Status status{
      .node_id = 1, .status = "\xFF", .coprocessors = {}, .lease = std::nullopt, .instance = "", .reason = ""};
  EXPECT_EQ(Usable(EncodeValue(status)).status, "\uFFFD");
}

}  // namespace
}  // namespace rollcall::topic
