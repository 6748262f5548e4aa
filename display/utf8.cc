// SPDX-License-Identifier: Apache-2.0
#include "display/utf8.h"

#include "base/check.h"

namespace rollcall {
namespace {

size_t LengthByLead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool IsScalar(char32_t value, size_t length) {
  constexpr char32_t kMin[] = {0, 0, 0x80, 0x800, 0x10000};
  return value >= kMin[length] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

}  // namespace

CodePoint FirstCodePoint(std::string_view text) {
  CHECK(!text.empty());
  const auto lead = static_cast<unsigned char>(text[0]);
  const CodePoint ill_formed = {.value = lead, .length = 1, .is_well_formed = false};
  const size_t length = LengthByLead(lead);
  if (length == 0 || length > text.size()) return ill_formed;
  char32_t value = length == 1 ? lead : lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return ill_formed;
    value = (value << 6) | (byte & 0x3F);
  }
  if (!IsScalar(value, length)) return ill_formed;
  return {.value = value, .length = length, .is_well_formed = true};
}

}  // namespace rollcall
