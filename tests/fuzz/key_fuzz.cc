// SPDX-License-Identifier: Apache-2.0
// A record's key: an id is decoded exactly if encoding it gives the same key.
#include <cstdlib>
#include <string>

#include "tests/fuzz/fuzz.h"
#include "topic/record/key.h"

namespace rollcall::topic {
namespace {

using fuzz::Require;

bool IsDecimal(std::string_view key) {
  const std::string text(key.substr(0, 12));
  const long long number = std::strtoll(text.c_str(), nullptr, 10);
  return number >= INT32_MIN && number <= INT32_MAX && std::to_string(number) == key;
}

void CheckKey(std::string_view key) {
  const KeyIds ids = ReadKey(key);
  Require(ids.binary.has_value() == (key.size() == 4), "exactly the keys of four bytes are binary keys");
  Require(!ids.binary.has_value() || BinaryKey(*ids.binary) == key, "a binary key encodes to itself");
  Require(ids.decimal.has_value() == IsDecimal(key), "exactly the canonical numbers are decimal keys");
  Require(!ids.decimal.has_value() || DecimalKey(*ids.decimal) == key, "a decimal key encodes to itself");
}

}  // namespace
}  // namespace rollcall::topic

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall::topic;  // NOLINT: its functions are what is tested
  const std::string_view key = rollcall::fuzz::TextOf(data, size);
  CheckKey(key);
  if (const KeyIds ids = ReadKey(key.substr(0, 4)); ids.binary.has_value()) {
    rollcall::fuzz::Require(ReadKey(DecimalKey(*ids.binary)).decimal == ids.binary, "every id has a decimal key");
    rollcall::fuzz::Require(ReadKey(BinaryKey(*ids.binary)).binary == ids.binary, "every id has a binary key");
  }
  return 0;
}
