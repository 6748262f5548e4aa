// SPDX-License-Identifier: Apache-2.0
#include "topic/record/raw_status.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "topic/record/well_formed.h"

namespace rollcall::topic {
namespace {

constexpr size_t kMaxWrittenDigits = 40;
constexpr size_t kMaxDetailBytes = 160;
constexpr int kNumberOverflow = 406;  // nlohmann_json's out_of_range.406
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

enum class Field {
  kUnknown,
  kNodeId,
  kStatus,
  kCoprocessors,
  kLease,
  kInstance,  // of the node
  kInputTopics,
  kDescription,
  kState,  // of a coprocessor
};

Field NodeField(std::string_view name) {
  if (name == "node_id") return Field::kNodeId;
  if (name == "status") return Field::kStatus;
  if (name == "coprocessors") return Field::kCoprocessors;
  if (name == "lease_s") return Field::kLease;
  if (name == "instance") return Field::kInstance;
  return Field::kUnknown;
}

Field CoprocessorField(std::string_view name) {
  if (name == "input_topics") return Field::kInputTopics;
  if (name == "description") return Field::kDescription;
  if (name == "state") return Field::kState;
  return Field::kUnknown;
}

// A value that is neither list nor object, or (by `found`) one of these that does not belong where it stands.
struct Scalar {
  Found found;
  std::optional<int64_t> integer = std::nullopt;
  double number = 0;
  std::string* text = nullptr;           // for kText; may be moved from
  const std::string* written = nullptr;  // for an integer beyond 64 bits
};

// Takes the parser's events. Places that do not matter, however deep, are counted and not kept.
class Handler {
 public:
  explicit Handler(RawStatus& raw) : raw_(raw) {}

  bool null() { return Take({.found = Found::kNull}); }
  bool boolean(bool /*value*/) { return Take({.found = Found::kBoolean}); }
  bool number_integer(int64_t value) {
    return Take({.found = Found::kInteger, .integer = value, .number = static_cast<double>(value)});
  }
  bool number_unsigned(uint64_t value) {
    if (value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
      return number_integer(static_cast<int64_t>(value));
    const std::string written = absl::StrCat(value);
    return Take({.found = Found::kInteger, .number = static_cast<double>(value), .written = &written});
  }
  bool number_float(double value, const std::string& written) {
    const bool is_integer = written.find_first_of(".eE") == std::string::npos;  // one beyond 64 bits
    return Take({.found = is_integer ? Found::kInteger : Found::kNumber, .number = value, .written = &written});
  }
  bool string(std::string& value) { return Take({.found = Found::kText, .text = &value}); }
  bool binary(std::vector<uint8_t>& /*value*/) { return false; }  // JSON has none

  bool start_object(size_t /*size*/);
  bool key(std::string& name);
  bool end_object() { return End(); }
  bool start_array(size_t /*size*/);
  bool end_array() { return End(); }
  bool parse_error(size_t position, const std::string& token, const nlohmann::json::exception& error);

  size_t error_position() const { return error_position_; }
  const std::string& error() const { return error_; }
  bool overflowed() const { return overflowed_; }

 private:
  enum class Place { kOutside, kNode, kCoprocessors, kCoprocessor, kInputTopics };

  bool Take(const Scalar& scalar);
  void TakeNodeField(const Scalar& scalar);
  void TakeCoprocessorField(const Scalar& scalar);
  void TakeInputTopic(const Scalar& scalar);
  bool Skip(Found found);
  bool End();
  RawCoprocessor& current() { return raw_.coprocessors.back(); }

  RawStatus& raw_;
  Place place_ = Place::kOutside;
  size_t skipped_depth_ = 0;
  Field field_ = Field::kUnknown;
  std::string name_;  // of the coprocessor to come
  size_t topic_index_ = 0;
  size_t error_position_ = 0;
  std::string error_;
  bool overflowed_ = false;
};

bool Handler::start_object(size_t /*size*/) {
  if (skipped_depth_ > 0) return Skip(Found::kObject);
  if (place_ == Place::kOutside) {
    raw_.root = Found::kObject;
    place_ = Place::kNode;
  } else if (place_ == Place::kNode && field_ == Field::kCoprocessors) {
    raw_.coprocessors_found = Found::kObject;
    raw_.coprocessors.clear();
    place_ = Place::kCoprocessors;
  } else if (place_ == Place::kCoprocessors) {
    raw_.coprocessors.push_back(
        {.name = std::move(name_), .found = Found::kObject, .input_topics = {}, .description = {}, .state = {}});
    place_ = Place::kCoprocessor;
  } else {
    return Skip(Found::kObject);
  }
  return true;
}

bool Handler::start_array(size_t /*size*/) {
  if (skipped_depth_ > 0 || place_ != Place::kCoprocessor || field_ != Field::kInputTopics) return Skip(Found::kList);
  current().input_topics = RawTopics{.found = Found::kList, .topics = {}, .wrong_index = std::nullopt};
  topic_index_ = 0;
  place_ = Place::kInputTopics;
  return true;
}

// Enters a list or object whose inside does not matter; that it stands here is noted.
bool Handler::Skip(Found found) {
  if (skipped_depth_ == 0) Take({.found = found});
  ++skipped_depth_;
  return true;
}

bool Handler::End() {
  if (skipped_depth_ > 0) {
    --skipped_depth_;
    return true;
  }
  switch (place_) {
    case Place::kInputTopics:
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
  if (place_ == Place::kNode) field_ = NodeField(name);
  if (place_ == Place::kCoprocessor) field_ = CoprocessorField(name);
  if (place_ == Place::kCoprocessors) name_ = std::move(name);
  return true;
}

bool Handler::Take(const Scalar& scalar) {
  if (skipped_depth_ > 0) return true;
  switch (place_) {
    case Place::kOutside:
      raw_.root = scalar.found;
      break;
    case Place::kNode:
      TakeNodeField(scalar);
      break;
    case Place::kCoprocessors:
      raw_.coprocessors.push_back(
          {.name = std::move(name_), .found = scalar.found, .input_topics = {}, .description = {}, .state = {}});
      break;
    case Place::kCoprocessor:
      TakeCoprocessorField(scalar);
      break;
    case Place::kInputTopics:
      TakeInputTopic(scalar);
      break;
  }
  return true;
}

RawText TextOf(const Scalar& scalar) {
  return {.found = scalar.found, .text = scalar.text != nullptr ? std::move(*scalar.text) : std::string()};
}

RawInteger IntegerOf(const Scalar& scalar) {
  const std::string written = scalar.written != nullptr ? *scalar.written : absl::StrCat(scalar.integer.value_or(0));
  return {.found = scalar.found, .value = scalar.integer, .written = ForMessage(written, kMaxWrittenDigits)};
}

void Handler::TakeNodeField(const Scalar& scalar) {
  switch (field_) {
    case Field::kNodeId:
      raw_.node_id = IntegerOf(scalar);
      break;
    case Field::kStatus:
      raw_.status = TextOf(scalar);
      break;
    case Field::kCoprocessors:
      raw_.coprocessors_found = scalar.found;
      raw_.coprocessors.clear();
      break;
    case Field::kLease:
      raw_.lease_s = {.found = scalar.found, .value = scalar.number};
      break;
    case Field::kInstance:
      raw_.instance = TextOf(scalar);
      break;
    default:
      break;
  }
}

void Handler::TakeCoprocessorField(const Scalar& scalar) {
  switch (field_) {
    case Field::kInputTopics:
      current().input_topics = RawTopics{.found = scalar.found, .topics = {}, .wrong_index = std::nullopt};
      break;
    case Field::kDescription:
      current().description = TextOf(scalar);
      break;
    case Field::kState:
      current().state = TextOf(scalar);
      break;
    default:
      break;
  }
}

void Handler::TakeInputTopic(const Scalar& scalar) {
  RawTopics& topics = current().input_topics;
  if (scalar.found == Found::kText) {
    topics.topics.push_back(std::move(*scalar.text));
  } else if (!topics.wrong_index.has_value()) {
    topics.wrong_index = topic_index_;
    topics.wrong_found = scalar.found;
  }
  ++topic_index_;
}

// nlohmann_json writes "[json.exception.parse_error.101] parse error at line 1, column 2: DETAIL; last read: 'TOKEN'…".
// The token may be as long as the value.
bool Handler::parse_error(size_t position, const std::string& /*token*/, const nlohmann::json::exception& error) {
  std::string_view detail = error.what();
  if (const size_t start = detail.find(": "); start != std::string_view::npos) detail.remove_prefix(start + 2);
  detail = detail.substr(0, detail.find("; last read:"));
  error_position_ = position;
  error_ = std::string(detail.substr(0, kMaxDetailBytes));  // nothing but the library's own words is left
  overflowed_ = error.id == kNumberOverflow;
  return false;
}

struct ParseResult {
  std::optional<std::string> error;
  size_t position = 0;  // bytes read when the error showed
  bool overflowed = false;
};

ParseResult Parse(std::string_view json, RawStatus& raw) {
  raw = RawStatus();
  Handler handler(raw);
  if (nlohmann::json::sax_parse(json.data(), json.data() + json.size(), &handler)) return {};
  return {.error = handler.error(), .position = handler.error_position(), .overflowed = handler.overflowed()};
}

}  // namespace

std::optional<std::string> ReadJson(std::string_view value, RawStatus& raw) {
  if (value.empty()) return "the value is empty; a record without a value (null) removes a node";
  if (value.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    return "not JSON: it begins with a byte order mark, which JSON does not allow";
  }
  std::string buffer;
  const std::string_view mended = ReplaceInvalidUtf8(value, buffer);
  ParseResult result = Parse(mended, raw);
  if (result.overflowed) {
    result = Parse(ClampNumbers(mended), raw);
    result.position = 0;
  }
  if (!result.error.has_value()) return std::nullopt;
  const bool position_holds = result.position > 0 && mended.data() == value.data();
  const std::string where = position_holds ? absl::StrCat(" at byte ", result.position) : "";
  return absl::StrCat("not JSON", where, ": ", *result.error);
}

}  // namespace rollcall::topic
