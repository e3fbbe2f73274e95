// SPDX-License-Identifier: Apache-2.0
// Searches for the spellings by plain comparison; memmem, because there are hundreds of them. The
// redactor compares hashes, so the two share the table but no algorithm. secret_spellings_test.cc
// compares the table with other encoders.
#include "tests/faults/canary.h"

#include <cstring>

#include "exporter/cckm/secret_spellings.h"
#include "exporter/model/ascii.h"
#include "tests/simulator/random.h"

namespace cckm::test {
namespace {

// Length of a secret's end that is enough to recognise it.
constexpr std::size_t kRecognisable = 12;

bool contains(const std::string& text, const std::string& part) {
  return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace

std::string make_canary() {
  return "canary \"" + random_uuid() + "\" \\ &?=%+/<>~" + random_uuid();
}

std::vector<std::string> forms_of(std::string_view secret) {
  std::vector<std::string> forms = spellings_of(secret);
  if (secret.size() > kRecognisable) {
    const auto forms_of_end = spellings_of(secret.substr(secret.size() - kRecognisable));
    forms.insert(forms.end(), forms_of_end.begin(), forms_of_end.end());
  }
  return forms;
}

std::optional<std::string> find_secret(std::string_view text,
                                       const std::vector<std::string>& secrets) {
  const std::string lower = to_lower(text);
  for (const std::string& secret : secrets) {
    for (const std::string& form : forms_of(secret)) {
      if (contains(lower, to_lower(form))) return form;
    }
  }
  return std::nullopt;
}

}  // namespace cckm::test
