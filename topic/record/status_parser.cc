// SPDX-License-Identifier: Apache-2.0
#include "topic/record/status_parser.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

constexpr size_t kMaxDetailBytes = 160;
constexpr int kNumberOverflow = 406;  // nlohmann_json's out_of_range.406
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Receives the parser's events. Lists and objects in which no field is known, however deep, are counted and not kept.
class Handler {
 public:
  explicit Handler(ParsedStatus& parsed) : parsed_(parsed) {}

  bool null() { return OnValue({.type = JsonType::kNull}); }
  bool boolean(bool /*value*/) { return OnValue({.type = JsonType::kBoolean}); }
  bool number_integer(int64_t value) {
    return OnValue({.type = JsonType::kInteger, .integer = value, .number = static_cast<double>(value)});
  }
  bool number_unsigned(uint64_t value);
  bool number_float(double value, const std::string& digits);
  bool string(std::string& value) { return OnValue({.type = JsonType::kText, .text = &value}); }
  bool binary(std::vector<uint8_t>& /*value*/) { return false; }  // JSON has none

  bool start_object(size_t /*size*/);
  bool key(std::string& name);
  bool end_object() { return OnEnd(); }
  bool start_array(size_t /*size*/);
  bool end_array() { return OnEnd(); }
  bool parse_error(size_t position, const std::string& token, const nlohmann::json::exception& error);

  size_t error_position() const { return error_position_; }
  const std::string& error() const { return error_; }
  bool overflowed() const { return overflowed_; }

 private:
  // What the next value belongs to.
  enum class Place { kOutside, kNode, kCoprocessors, kCoprocessor, kTexts };

  bool OnValue(JsonValue value);
  bool OnEnd();
  bool Skip(JsonType type);
  void DecodeNodeField(JsonValue& value);
  void DecodeCoprocessorField(JsonValue& value);
  void DecodeElement(JsonValue& value);
  void AddCoprocessor(JsonType type);
  ParsedCoprocessor& current() {
    DCHECK(!parsed_.coprocessors.empty());
    return parsed_.coprocessors.back();
  }

  ParsedStatus& parsed_;
  Place place_ = Place::kOutside;
  size_t skipped_depth_ = 0;
  size_t node_field_ = std::size(kNodeFields);                // index in the table; its size if the name is unknown
  size_t coprocessor_field_ = std::size(kCoprocessorFields);  // the same
  std::string name_;                                          // of the next coprocessor
  size_t element_ = 0;                                        // index in the list of texts
  size_t error_position_ = 0;
  std::string error_;
  bool overflowed_ = false;
};

bool Handler::number_unsigned(uint64_t value) {
  if (value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    return number_integer(static_cast<int64_t>(value));
  }
  const std::string digits = absl::StrCat(value);
  return OnValue({.type = JsonType::kInteger, .number = static_cast<double>(value), .digits = &digits});
}

// The library also reports an integer beyond 64 bits as a float.
bool Handler::number_float(double value, const std::string& digits) {
  const bool is_integer = digits.find_first_of(".eE") == std::string::npos;
  return OnValue({.type = is_integer ? JsonType::kInteger : JsonType::kNumber, .number = value, .digits = &digits});
}

bool Handler::start_object(size_t /*size*/) {
  if (skipped_depth_ > 0) return Skip(JsonType::kObject);
  JsonValue object{.type = JsonType::kObject};
  if (place_ == Place::kOutside) {
    parsed_.type = JsonType::kObject;
    place_ = Place::kNode;
  } else if (place_ == Place::kNode && node_field_ == kCoprocessorsField) {
    DecodeNodeField(object);
    parsed_.coprocessors.clear();
    place_ = Place::kCoprocessors;
  } else if (place_ == Place::kCoprocessors) {
    AddCoprocessor(JsonType::kObject);
    place_ = Place::kCoprocessor;
  } else {
    return Skip(JsonType::kObject);
  }
  return true;
}

bool Handler::start_array(size_t /*size*/) {
  const bool is_texts = skipped_depth_ == 0 && place_ == Place::kCoprocessor &&
                        coprocessor_field_ < std::size(kCoprocessorFields) &&
                        kCoprocessorFields[coprocessor_field_].type == FieldType::kTexts;
  if (!is_texts) return Skip(JsonType::kList);
  JsonValue list{.type = JsonType::kList};
  DecodeCoprocessorField(list);
  element_ = 0;
  place_ = Place::kTexts;
  return true;
}

// Enters a list or object whose content is not read. The outermost one is the value of a field.
bool Handler::Skip(JsonType type) {
  if (skipped_depth_ == 0) OnValue({.type = type});
  ++skipped_depth_;
  return true;
}

bool Handler::OnEnd() {
  if (skipped_depth_ > 0) {
    --skipped_depth_;
    return true;
  }
  switch (place_) {
    case Place::kTexts:
      place_ = Place::kCoprocessor;
      break;
    case Place::kCoprocessor:
      place_ = Place::kCoprocessors;
      break;
    case Place::kCoprocessors:
      place_ = Place::kNode;
      break;
    case Place::kNode:
      place_ = Place::kOutside;
      break;
    case Place::kOutside:
      break;
  }
  return true;
}

bool Handler::key(std::string& name) {
  if (skipped_depth_ > 0) return true;
  if (place_ == Place::kNode) node_field_ = FindField(kNodeFields, name);
  if (place_ == Place::kCoprocessor) coprocessor_field_ = FindField(kCoprocessorFields, name);
  if (place_ == Place::kCoprocessors) name_ = std::move(name);
  return true;
}

bool Handler::OnValue(JsonValue value) {
  if (skipped_depth_ > 0) return true;
  switch (place_) {
    case Place::kOutside:
      parsed_.type = value.type;
      break;
    case Place::kNode:
      DecodeNodeField(value);
      break;
    case Place::kCoprocessors:
      AddCoprocessor(value.type);
      break;
    case Place::kCoprocessor:
      DecodeCoprocessorField(value);
      break;
    case Place::kTexts:
      DecodeElement(value);
      break;
  }
  return true;
}

void Handler::DecodeNodeField(JsonValue& value) {
  if (node_field_ == std::size(kNodeFields)) return;
  parsed_.fields.Decode(kNodeFields, node_field_, value, parsed_.status);
}

void Handler::DecodeCoprocessorField(JsonValue& value) {
  if (coprocessor_field_ == std::size(kCoprocessorFields)) return;
  current().fields.Decode(kCoprocessorFields, coprocessor_field_, value, current().coprocessor);
}

// Of several elements with a wrong type, the first is the problem.
void Handler::DecodeElement(JsonValue& value) {
  const Field<Coprocessor>& field = kCoprocessorFields[coprocessor_field_];
  if (value.type == JsonType::kText) {
    field.decode(value, current().coprocessor);
  } else if (!current().fields.HasProblem(coprocessor_field_)) {
    const std::string where = absl::StrCat(AbslView(field.name), "[", element_, "]");
    current().fields.AddProblem(coprocessor_field_, WrongType(where, FieldType::kText, value.type));
  }
  ++element_;
}

void Handler::AddCoprocessor(JsonType type) {
  ParsedCoprocessor& added = parsed_.coprocessors.emplace_back();
  added.type = type;
  added.coprocessor.name = std::move(name_);
}

// nlohmann_json writes "[json.exception.parse_error.101] parse error at line 1, column 2: DETAIL; last read: 'TOKEN'…".
// The token may be as long as the value.
bool Handler::parse_error(size_t position, const std::string& /*token*/, const nlohmann::json::exception& error) {
  std::string_view detail = error.what();
  if (const size_t start = detail.find(": "); start != std::string_view::npos) detail.remove_prefix(start + 2);
  detail = detail.substr(0, detail.find("; last read:"));
  error_position_ = position;
  error_ = std::string(detail.substr(0, kMaxDetailBytes));  // only the library's own words are left
  overflowed_ = error.id == kNumberOverflow;
  return false;
}

struct ParseResult {
  std::optional<std::string> error;
  size_t position = 0;  // number of bytes read before the error
  bool overflowed = false;
};

ParseResult Parse(std::string_view json, ParsedStatus& parsed) {
  parsed = ParsedStatus();
  Handler handler(parsed);
  if (nlohmann::json::sax_parse(json.data(), json.data() + json.size(), &handler)) return {};
  return {.error = handler.error(), .position = handler.error_position(), .overflowed = handler.overflowed()};
}

}  // namespace

std::optional<std::string> ParseStatus(std::string_view value, ParsedStatus& parsed) {
  if (value.empty()) return "the value is empty; a record without a value (null) removes a node";
  if (value.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    return "not JSON: it begins with a byte order mark, which JSON does not allow";
  }
  std::string buffer;
  const std::string_view repaired = ReplaceInvalidUtf8(value, buffer);
  ParseResult result = Parse(repaired, parsed);
  if (result.overflowed) {
    result = Parse(ClampNumbers(repaired), parsed);
    result.position = 0;
  }
  if (!result.error.has_value()) return std::nullopt;
  const bool position_holds = result.position > 0 && repaired.data() == value.data();
  const std::string where = position_holds ? absl::StrCat(" at byte ", result.position) : "";
  return absl::StrCat("not JSON", where, ": ", *result.error);
}

}  // namespace rollcall::topic
