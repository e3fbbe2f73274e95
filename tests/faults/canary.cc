// SPDX-License-Identifier: Apache-2.0
// The encodings, written here once more, so that they share no mistake with what they judge.
#include "tests/faults/canary.h"

#include <algorithm>
#include <cctype>

#include "tests/simulator/random.h"

namespace cckm {
namespace {

// Enough that it is nobody else's.
constexpr std::size_t kTelling = 12;

template <typename Encode>
std::string encoded(std::string_view text, Encode encode) {
  std::string result;
  for (const char c : text) result += encode(static_cast<unsigned char>(c));
  return result;
}

constexpr std::string_view kLower = "0123456789abcdef";
constexpr std::string_view kUpper = "0123456789ABCDEF";

std::string hexadecimal(std::string_view text, std::string_view digits) {
  return encoded(text, [digits](unsigned char byte) {
    return std::string{digits[byte >> 4U], digits[byte & 0xFU]};
  });
}

std::string percent(std::string_view text, std::string_view digits) {
  return encoded(text, [digits](unsigned char byte) {
    const std::string self(1, static_cast<char>(byte));
    const bool plain = std::isalnum(byte) != 0 || byte == '-' || byte == '.' || byte == '_';
    return plain ? self : '%' + hexadecimal(self, digits);
  });
}

std::string json(std::string_view text) {
  return encoded(text, [](unsigned char byte) {
    const char c = static_cast<char>(byte);
    return c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
  });
}

// As it is within the Base64 of a text in which `before` bytes precede it: without the characters
// that its neighbours have a part in.
std::string base64_within(std::string_view text, std::size_t before) {
  const std::string code = base64url(std::string(before, 'x') + std::string(text));
  const std::size_t begin = before == 0 ? 0 : before + 1;
  const std::size_t end = code.size() - ((before + text.size()) % 3 == 0 ? 0 : 1);
  return code.substr(begin, end - begin);
}

std::string other_alphabet(std::string code) {
  std::replace(code.begin(), code.end(), '-', '+');
  std::replace(code.begin(), code.end(), '_', '/');
  return code;
}

void add_forms(std::string_view text, std::vector<std::string>& forms) {
  forms.insert(forms.end(),
               {std::string(text), json(text), percent(text, kLower), percent(text, kUpper),
                hexadecimal(text, kLower), hexadecimal(text, kUpper)});
  for (std::size_t before = 0; before < 3; ++before) {
    forms.push_back(base64_within(text, before));
    forms.push_back(other_alphabet(forms.back()));
  }
}

}  // namespace

std::string make_canary() {
  return "canary \"" + random_uuid() + "\" \\ &?=%+/<>~" + random_uuid();
}

std::vector<std::string> forms_of(std::string_view secret) {
  std::vector<std::string> forms;
  add_forms(secret, forms);
  if (secret.size() > kTelling) add_forms(secret.substr(secret.size() - kTelling), forms);
  return forms;
}

std::optional<std::string> find_secret(std::string_view text,
                                       const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    for (const std::string& form : forms_of(secret)) {
      if (text.find(form) != std::string_view::npos) return form;
    }
  }
  return std::nullopt;
}

}  // namespace cckm
