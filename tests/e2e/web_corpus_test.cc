// SPDX-License-Identifier: Apache-2.0
// A corpus of web configurations. The exporter and promtool check each file, and must have the same
// verdict, except for the cases in which the exporter is stricter on purpose.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "exporter/web_config.h"
#include "tests/e2e/process.h"
#include "tests/simulator/certificate.h"
#include "tests/support/catch.h"
#include "tests/support/golden.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/working_directory.h"

using namespace cckm;
using namespace cckm::test;

namespace fs = std::filesystem;

namespace {

// Folders of the corpus.
//   good, bad  both accept or reject the file
//   newer      has a key that old versions of promtool do not know
//   stricter   only the exporter rejects the file
const std::set<std::string> kFolders = {"good", "newer", "bad", "stricter"};

// Why the exporter rejects a file that promtool accepts. CONFIGURATION.md has the same words.
const std::map<std::string, std::string> kStricter = {
    {"alias", "anchors, aliases, tags, several documents"},
    {"authority_is_malformed", "a client authority that is no certificate"},
    {"authority_is_text", "a client authority that is no certificate"},
    {"boolean_yes", "a boolean other than `true` and `false`"},
    {"burst_0", "`burst: 0`, or no `burst`"},
    {"cert_inline_and_in_file", "two sources of one certificate or key"},
    {"chain_is_malformed", "a malformed certificate behind the first one"},
    {"ciphers_empty", "an empty file, mapping, list or value"},
    {"ciphers_rsa", "ciphers without forward secrecy"},
    {"cost_15", "a hash that is no bcrypt hash of cost 4 to 14"},
    {"empty_file", "an empty file, mapping, list or value"},
    {"empty_tls", "TLS options without a certificate"},
    {"hash_too_long", "a hash that is no bcrypt hash of cost 4 to 14"},
    {"hash_version_x", "a hash that is no bcrypt hash of cost 4 to 14"},
    {"hash_with_other_letters", "a hash that is no bcrypt hash of cost 4 to 14"},
    {"header_with_line_feed", "a header with control characters"},
    {"interval_below_0", "an `interval` below 0 or over a day"},
    {"interval_without_burst", "`burst: 0`, or no `burst`"},
    {"key_without_value", "an empty file, mapping, list or value"},
    {"min_over_max", "`min_version` over `max_version`"},
    {"names_without_certificate", "`client_allowed_sans` without a required certificate"},
    {"no_users", "an empty file, mapping, list or value"},
    {"only_a_comment", "an empty file, mapping, list or value"},
    {"options_without_certificate", "TLS options without a certificate"},
    {"second_document", "anchors, aliases, tags, several documents"},
    {"section_without_value", "an empty file, mapping, list or value"},
    {"tag", "anchors, aliases, tags, several documents"},
    {"user_with_colon", "a user name that no client can send"},
    {"user_without_name", "a user name that no client can send"},
    {"verify_without_authority", "verification of clients without an authority"},
    {"version_tls_10", "TLS 1.0 and 1.1"},
    {"version_tls_11", "TLS 1.0 and 1.1"},
};

// Newer versions of Go reject these, too.
const std::set<std::string> kByVersion = {"ciphers_rsa"};

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The corpus in a folder, with the certificates that it names, and as the working directory.
class Corpus {
 public:
  Corpus() {
    const CertificateAuthority authority, second;
    const Credential own = authority.issue({});
    const std::string malformed = own.certificate_pem.substr(0, 100);
    pems_ = {
        {"cert.pem", own.certificate_pem},
        {"key.pem", own.key_pem},
        {"ca.pem", authority.pem()},
        {"authorities.pem", authority.pem() + second.pem()},
        {"chain.pem", own.certificate_pem + authority.pem()},
        {"reversed.pem", authority.pem() + own.certificate_pem},
        {"malformed.pem", malformed},
        {"malformed-chain.pem", own.certificate_pem + malformed + "\n-----END CERTIFICATE-----\n"},
        {"other.pem", authority.issue({}).key_pem},
        {"encrypted.pem", make_pem_pair().encrypted_key},
        {"text.pem", "hello\n"},
        {"empty.pem", ""}};
    for (const auto& name : kFolders) copy(name);
  }

  // Returns the paths of the files, from the working directory on: `bad/tab.yml`.
  std::vector<std::string> files() const { return files_; }

 private:
  void copy(const std::string& name) {
    fs::create_directories(folder_.path() / name / "folder");
    for (const auto& [pem, text] : pems_) {
      for (const auto& place : {fs::path(name), fs::path(name) / "folder"}) {
        folder_.write((place / pem).string(), text);
      }
    }
    for (const auto& entry : fs::directory_iterator(fs::path(CCKM_TESTDATA "/web_config") / name)) {
      files_.push_back(name + "/" + entry.path().filename().string());
      folder_.write(files_.back(), with_pems(content_of(entry.path())));
    }
    std::ranges::sort(files_);
  }

  // Replaces each line `@cert.pem@` by the lines of that file, indented alike.
  std::string with_pems(std::string text) const {
    for (const auto& [pem, lines] : pems_) {
      const auto at = text.find('@' + pem + '@');
      if (at == std::string::npos) continue;
      const std::string indent(at - text.rfind('\n', at) - 1, ' ');
      std::string indented;
      for (const char c : lines) indented += c == '\n' ? '\n' + indent : std::string(1, c);
      text.replace(at, pem.size() + 2, indented);
    }
    return text;
  }

  TemporaryFolder folder_;
  std::map<std::string, std::string> pems_;
  std::vector<std::string> files_;
  WorkingDirectory working_directory_{folder_.path()};
};

std::vector<std::string> problems_of(const std::string& file) {
  ExporterMetrics metrics({"1", "2", "3"}, [] { return std::uint64_t{0}; }, {});
  BasicAuth users{BasicAuth::Table{}};
  return WebConfig(file, users, metrics).read().problems;
}

bool is_in(const std::string& file, const std::string& folder) {
  return file.starts_with(folder + "/");
}

// Returns promtool's verdicts: `SUCCESS` or `FAILED: ...`, by file.
std::map<std::string, std::string> promtool_verdicts(const std::vector<std::string>& files) {
  std::vector<std::string> command = {chosen_program("CCKM_PROMTOOL", PROMTOOL), "check",
                                      "web-config"};
  command.insert(command.end(), files.begin(), files.end());
  Process promtool(command);
  promtool.wait();
  std::map<std::string, std::string> verdicts;
  std::istringstream lines(promtool.output());
  std::string file;  // which the line is about
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    const bool begins = std::ranges::find(files, line.substr(0, space)) != files.end();
    if (begins) file = line.substr(0, space);
    verdicts[file] += begins ? line.substr(space + 1) : line;
  }
  return verdicts;
}

}  // namespace

TEST_CASE("the exporter accepts good web configurations, and has a message for each bad one") {
  const Corpus corpus;
  std::string messages;
  REQUIRE(corpus.files().size() > 100);
  for (const auto& file : corpus.files()) {
    CAPTURE(file);
    const auto problems = problems_of(file);
    CHECK(problems.empty() == (is_in(file, "good") || is_in(file, "newer")));
    for (const auto& problem : problems) messages += problem + "\n";
  }
  check_golden("web_config.txt", messages);
}

TEST_CASE("promtool has the exporter's verdict, except where the exporter is stricter on purpose") {
  const Corpus corpus;
  auto verdicts = promtool_verdicts(corpus.files());
  for (const auto& file : corpus.files()) {
    const std::string verdict = verdicts[file];
    CAPTURE(file, verdict);
    const bool accepts = verdict == "SUCCESS";
    REQUIRE((accepts || verdict.starts_with("FAILED")));
    // The key is newer than this promtool.
    const bool unknown_key = verdict.find("not found in type") != std::string::npos;
    const bool by_version = kByVersion.contains(fs::path(file).stem().string());
    if (is_in(file, "good")) CHECK(accepts);
    if (is_in(file, "bad")) CHECK_FALSE(accepts);
    if (is_in(file, "newer")) CHECK((accepts || unknown_key));
    if (is_in(file, "stricter")) CHECK((accepts || unknown_key || by_version));
  }
}

TEST_CASE("CONFIGURATION.md names each case in which the exporter is stricter") {
  const std::string document = content_of(CCKM_SOURCE "/CONFIGURATION.md");
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(CCKM_TESTDATA "/web_config/stricter")) {
    files.insert(entry.path().stem().string());
  }
  std::set<std::string> named;
  for (const auto& [file, why] : kStricter) {
    named.insert(file);
    CAPTURE(file);
    CHECK_THAT(document, ContainsSubstring("| " + why + " |"));
  }
  CHECK(named == files);
}

TEST_CASE("the example of CONFIGURATION.md is valid, and its tables have every key") {
  const std::string document = content_of(CCKM_SOURCE "/CONFIGURATION.md");
  const std::string begin = "```yaml\n";
  const auto at = document.find(begin, document.find("## The web configuration")) + begin.size();
  const std::string example = document.substr(at, document.find("```", at) - at);
  const CertificateAuthority authority;
  const Credential own = authority.issue({});
  const TemporaryFolder folder;
  folder.write("server.pem", own.certificate_pem);
  folder.write("server.key", own.key_pem);
  folder.write("clients.pem", authority.pem());
  const LoadedWeb loaded = load_web_settings(folder.write("web.yml", example));
  for (const auto& error : loaded.errors) FAIL_CHECK(error.to_string());
  CHECK(loaded.settings.users.size() == 1);

  const std::string allowed = "; allowed: ";
  int keys = 0;
  for (const auto* yaml : {"a: 1", "tls_server_config: {a: 1}", "http_server_config: {a: 1}",
                           "http_server_config: {headers: {a: 1}}", "rate_limit: {a: 1}"}) {
    const auto errors = parse_web_settings(yaml, "web.yml").errors;
    const auto unknown = std::ranges::find_if(errors, [&](const Problem& error) {
      return error.message.find(allowed) != std::string::npos;
    });
    REQUIRE(unknown != errors.end());
    std::string list = unknown->message.substr(unknown->message.find(allowed) + allowed.size());
    std::ranges::replace(list, ',', ' ');
    std::istringstream names(list);
    for (std::string name; names >> name; ++keys) {
      CAPTURE(name);
      CHECK((document.find('`' + name) != std::string::npos ||
             document.find('.' + name + '`') != std::string::npos));
    }
  }
  CHECK(keys == 26);
}
