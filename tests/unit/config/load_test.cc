// SPDX-License-Identifier: Apache-2.0
// Whole configurations: what good ones give, and what bad ones print.
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "exporter/config/load.h"
#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Runs a scope with another working directory, so that paths in messages are short.
class WorkingDirectory {
 public:
  explicit WorkingDirectory(const fs::path& folder) : before_(fs::current_path()) {
    fs::current_path(folder);
  }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;
  ~WorkingDirectory() {
    std::error_code ignored;
    fs::current_path(before_, ignored);
  }

 private:
  fs::path before_;
};

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  REQUIRE(stream.is_open());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string lines(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text += problem.to_string() + '\n';
  return text;
}

std::set<fs::path> bad_files() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(CCKM_TESTDATA "/config/bad")) {
    if (entry.path().extension() == ".yml") files.insert(entry.path());
  }
  return files;
}

// A configuration of one manager, which has these further lines.
std::string manager_with(const std::string& more) {
  return "managers:\n"
         "  - name: cm\n"
         "    url: https://cm.example.com\n"
         "    jobs: [a1]\n" +
         more;
}

const std::string& password_auth() {
  static const std::string kText = "    auth: {username: exporter, password: hunter2}\n";
  return kText;
}

ManagerSettings the_manager(const Loaded& loaded) {
  INFO(lines(loaded.errors));
  REQUIRE(loaded.ok());
  REQUIRE(loaded.settings.managers.size() == 1);
  return loaded.settings.managers[0];
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

TEST_CASE("each bad configuration prints its problems") {
  const WorkingDirectory in_folder(CCKM_TESTDATA "/config/bad");
  REQUIRE(bad_files().size() > 40);
  for (const fs::path& file : bad_files()) {
    CAPTURE(file.filename());
    const std::string printed = lines(load_settings(file.filename()).errors);
    const fs::path golden = fs::path(file).replace_extension(".txt");
    if (std::getenv("CCKM_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << printed;
    CHECK(printed == read_text(golden));
    CHECK_FALSE(printed.empty());
  }
}

TEST_CASE("no bad configuration shows its secret") {
  const WorkingDirectory in_folder(CCKM_TESTDATA "/config/bad");
  for (const fs::path& file : bad_files()) {
    CAPTURE(file.filename());
    const Loaded loaded = load_settings(file.filename());
    CHECK(lines(loaded.errors).find("hunter") == std::string::npos);
    CHECK(lines(loaded.warnings).find("hunter") == std::string::npos);
  }
}

TEST_CASE("a secret does not show wherever a character slips into its line") {
  const std::string before =
      "managers:\n  - name: cm\n    url: https://cm.example.com\n    jobs: [a1]\n";
  const std::string line = "    auth: {username: exporter, password: q7q7q7}\n";
  const std::string block =
      "    auth:\n      username: exporter\n      password: q7q7q7\n      domain: root\n";
  for (const std::string& auth : {line, block}) {
    for (std::size_t at = 0; at <= auth.size(); ++at) {
      for (const char slip : std::string_view(":,#*&!|>{}[]\"'%@`?-~\\ \n\t\x01\xFF")) {
        std::string text = auth;
        text.insert(at, 1, slip);
        const Loaded loaded = parse_settings(before + text, "exporter.yml");
        CAPTURE(text);
        const std::string printed = lines(loaded.errors) + lines(loaded.warnings);
        if (printed.find("q7") != std::string::npos) FAIL(printed);
      }
    }
  }
}

TEST_CASE("what is not said has its default") {
  const Loaded loaded = parse_settings(manager_with(password_auth()), "exporter.yml");
  const ManagerSettings manager = the_manager(loaded);
  CHECK(loaded.settings.regions_per_job == 1000);
  CHECK(loaded.settings.scrape_timeout == 9500ms);
  CHECK(manager.name == "cm");
  CHECK(manager.url == Origin{true, "cm.example.com", 443});
  CHECK(manager.timeout == 5s);
  CHECK(manager.max_concurrency == 16);
  CHECK(manager.success_texts.empty());
  CHECK(manager.tls.ca_file.empty());
  CHECK(manager.tls.server_name.empty());
  CHECK_FALSE(manager.tls.insecure_skip_verify);
  CHECK(manager.tls.min_version == TlsVersion::kTls12);
  REQUIRE(manager.jobs.size() == 1);
  CHECK(manager.jobs[0].id == "a1");
  CHECK(manager.jobs[0].name == "a1");
  CHECK(manager.jobs[0].endpoint == find_endpoint("aws", "keys"));
}

TEST_CASE("the example gives what it says") {
  const TemporaryFolder folder;
  const PemPair pair = make_pem_pair();
  for (const auto* name : {"password", "refresh-token", "bearer-token"}) folder.write(name, "x\n");
  folder.write("ca.pem", pair.certificate);
  folder.write("client.pem", pair.certificate);
  folder.write("client.key", pair.key);
  REQUIRE(::setenv("CM_PASSWORD", "x", 1) == 0);
  std::string text = read_text(CCKM_SOURCE "/config/exporter.example.yml");
  text = replace_all(text, "/run/secrets", folder.path().string());
  text = replace_all(text, "/etc/cckm_exporter", folder.path().string());

  const Loaded loaded = parse_settings(text, "exporter.example.yml");
  REQUIRE(lines(loaded.errors).empty());
  CHECK(lines(loaded.warnings).find("plain text") != std::string::npos);
  const Settings& settings = loaded.settings;
  CHECK(settings.regions_per_job == 1000);
  CHECK(settings.scrape_timeout == 9500ms);
  REQUIRE(settings.managers.size() == 5);

  const ManagerSettings& first = settings.managers[0];
  CHECK(first.name == "production");
  CHECK(first.timeout == 5s);
  CHECK(first.max_concurrency == 16);
  CHECK(first.success_texts == std::vector<std::string>{"vault synchronized"});
  CHECK(first.tls.ca_file == folder.path() / "ca.pem");
  CHECK(first.tls.server_name == "web.keysecure.local");
  CHECK(first.tls.cert_file == folder.path() / "client.pem");
  CHECK(first.tls.key_file == folder.path() / "client.key");
  REQUIRE(first.jobs.size() == 3);
  CHECK(first.jobs[0].name == first.jobs[0].id);
  CHECK(first.jobs[1].name == "nightly-eu");
  CHECK(first.jobs[1].id == "0ea5d52e-387c-44fa-b079-21c8b768f77b");
  CHECK(first.jobs[2].endpoint == find_endpoint("azure", "secrets"));
  const auto& login = std::get<PasswordAuth>(first.auth);
  CHECK(login.username == "cckm-exporter");
  CHECK(login.password == SecretSource(SecretFile{folder.path() / "password"}));
  CHECK(login.domain == "root");
  CHECK(login.connection == "local_account");

  const auto& tenant = std::get<PasswordAuth>(settings.managers[1].auth);
  CHECK(tenant.password == SecretSource(SecretVariable{"CM_PASSWORD"}));
  CHECK(tenant.auth_domain == "tenant-users");
  CHECK(tenant.auth_domain_path == "/tenant");
  CHECK(tenant.domain == std::nullopt);

  const auto& refresh = std::get<RefreshTokenAuth>(settings.managers[2].auth);
  CHECK(refresh.refresh_token == SecretSource(SecretFile{folder.path() / "refresh-token"}));
  CHECK(settings.managers[2].tls.min_version == TlsVersion::kTls13);

  const auto& bearer = std::get<BearerAuth>(settings.managers[3].auth);
  CHECK(bearer.token == SecretSource(SecretFile{folder.path() / "bearer-token"}));

  CHECK(settings.managers[4].url == Origin{false, "127.0.0.1", 8080});
  CHECK(std::holds_alternative<Secret>(std::get<PasswordAuth>(settings.managers[4].auth).password));
}

// The words after "allowed:" are the keys that the program knows.
TEST_CASE("every key is in the example and in the reference") {
  const Loaded loaded = parse_settings(
      "x: 1\nlimits: {x: 1}\nmanagers: [{x: 1, auth: {x: 1}, tls_config: {x: 1}, jobs: [{x: "
      "1}]}]\n",
      "exporter.yml");
  std::set<std::string> keys;
  for (const Problem& problem : loaded.errors) {
    const auto at = problem.message.find("allowed: ");
    if (at == std::string::npos) continue;
    std::istringstream words(replace_all(problem.message.substr(at + 9), ",", ""));
    keys.insert(std::istream_iterator<std::string>(words), {});
  }
  REQUIRE(keys.size() == 32);
  const std::string example = read_text(CCKM_SOURCE "/config/exporter.example.yml");
  const std::string reference = read_text(CCKM_SOURCE "/CONFIGURATION.md");
  for (const std::string& key : keys) {
    CAPTURE(key);
    CHECK(example.find(key + ":") != std::string::npos);
    CHECK(reference.find("`" + key + "`") != std::string::npos);
  }
}

TEST_CASE("relative paths start at the configuration's folder") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "secrets");
  folder.write("secrets/cm", "hunter2\n");
  const std::string file = folder.write(
      "exporter.yml",
      manager_with("    auth: {username: exporter, password_file: ./secrets/../secrets/cm}\n"));
  const auto auth = std::get<PasswordAuth>(the_manager(load_settings(file)).auth);
  CHECK(auth.password == SecretSource(SecretFile{folder.path() / "secrets/cm"}));
}

TEST_CASE("texts are taken as they are written, and quotes keep what YAML would change") {
  const auto auth = std::get<PasswordAuth>(
      the_manager(parse_settings(manager_with("    auth: {username: 007, password: \" #'x: ~\"}\n"
                                              "    success_texts: [true, \"null\", 1.50]\n"),
                                 "exporter.yml"))
          .auth);
  CHECK(auth.username == "007");
  CHECK(auth.password == SecretSource(Secret(" #'x: ~")));
  CHECK(the_manager(
            parse_settings(
                manager_with(password_auth() + "    success_texts: [true, \"null\", 1.50]\n"), ""))
            .success_texts == std::vector<std::string>{"true", "null", "1.50"});
}

TEST_CASE("ids and names may repeat under another manager") {
  const std::string second =
      "  - {name: b, url: https://b, auth: {username: u, password: p}, jobs: [a1]}\n";
  CHECK(parse_settings(manager_with(password_auth()) + second, "exporter.yml").ok());
}

TEST_CASE("a byte order mark, CRLF and an end marker are accepted") {
  const std::string text = replace_all(manager_with(password_auth()), "\n", "\r\n");
  CHECK(the_manager(parse_settings("\xEF\xBB\xBF---\r\n" + text + "...\r\n", "")).name == "cm");
  CHECK_THAT(lines(parse_settings("\xEF\xBB\xBFmanagers: ! x\r\n", "x.yml").errors),
             ContainsSubstring("x.yml:1:11: managers: tags (!) are not allowed"));
}

TEST_CASE("the limits of a range belong to it") {
  const Loaded loaded = parse_settings(
      manager_with(password_auth() + "    timeout: 100ms\n    max_concurrency: 256\n") +
          "limits: {regions_per_job: 1}\nscrape_timeout: 10m\n",
      "exporter.yml");
  CHECK(the_manager(loaded).timeout == 100ms);
  CHECK(the_manager(loaded).max_concurrency == 256);
  CHECK(loaded.settings.regions_per_job == 1);
  CHECK(loaded.settings.scrape_timeout == 10min);
  CHECK(the_manager(parse_settings(manager_with(password_auth() + "    timeout: 5m\n"), ""))
            .timeout == 5min);
}

TEST_CASE("what is accepted but unwise is a warning") {
  const TemporaryFolder folder;
  const PemPair pair = make_pem_pair();
  folder.write("ca.pem", pair.certificate);
  for (const auto& [name, text] :
       {std::pair{"token", std::string("x")}, std::pair{"key.pem", pair.key}}) {
    folder.write(name, text);
    fs::permissions(folder.path() / name, fs::perms::others_read, fs::perm_options::add);
  }
  const auto warnings = [&](const std::string& more) {
    const WorkingDirectory in_folder(folder.path());
    const Loaded loaded = parse_settings(manager_with(more), "c.yml");
    CHECK(lines(loaded.errors).empty());
    return lines(loaded.warnings);
  };
  CHECK(warnings(password_auth()) ==
        "c.yml:5:42: managers[0].auth.password: stands in this file as plain text, use "
        "password_file or password_env\n");
  CHECK(warnings("    auth: {bearer_token_file: token}\n") ==
        "c.yml:5:31: managers[0].auth.bearer_token_file: token: can be read by every user of this "
        "machine\n");
  CHECK(warnings("    tls_config: {insecure_skip_verify: true, ca_file: ca.pem, cert_file: ca.pem,"
                 " key_file: key.pem}\n"
                 "    auth: {refresh_token_file: token}\n") ==
        "c.yml:5:40: managers[0].tls_config.insecure_skip_verify: whoever stands between us and "
        "the manager can read the credentials, use ca_file\n"
        "c.yml:5:92: managers[0].tls_config.key_file: key.pem: can be read by every user of this "
        "machine\n"
        "c.yml:6:32: managers[0].auth.refresh_token_file: token: can be read by every user of "
        "this machine\n");
  {
    const WorkingDirectory in_folder(folder.path());
    const Loaded strict = parse_settings(manager_with("    auth: {bearer_token_file: token}\n"),
                                         "c.yml", {.strict_permissions = true});
    CHECK(lines(strict.errors) ==
          "c.yml:5:31: managers[0].auth.bearer_token_file: token: can be read by every user of "
          "this machine\n");
    CHECK(strict.warnings.empty());
  }
  fs::permissions(folder.path() / "token", fs::perms::others_read, fs::perm_options::remove);
  CHECK(warnings("    auth: {bearer_token_file: token}\n"
                 "    tls_config: {insecure_skip_verify: false}\n")
            .empty());
}

TEST_CASE("a certificate and a key that do not belong together are refused") {
  const TemporaryFolder folder;
  folder.write("cert.pem", make_pem_pair().certificate);
  folder.write("key.pem", make_pem_pair().key);
  const WorkingDirectory in_folder(folder.path());
  const Loaded loaded = parse_settings(
      manager_with(password_auth() + "    tls_config: {cert_file: cert.pem, key_file: key.pem}\n"),
      "c.yml");
  CHECK(lines(loaded.errors) ==
        "c.yml:6:49: managers[0].tls_config.key_file: key.pem: is not the key of the certificate "
        "in cert.pem\n");
}

TEST_CASE("a configuration that cannot be read is one problem") {
  const TemporaryFolder folder;
  const WorkingDirectory in_folder(folder.path());
  REQUIRE(::mkfifo("fifo.yml", 0600) == 0);
  folder.write("large.yml", std::string(1024 * 1024 + 1, '#'));
  CHECK(lines(load_settings("none.yml").errors) == "none.yml: No such file or directory\n");
  CHECK(lines(load_settings(".").errors) == ".: is not a regular file\n");
  CHECK(lines(load_settings("fifo.yml").errors) == "fifo.yml: is not a regular file\n");
  CHECK(lines(load_settings("large.yml").errors) == "large.yml: is over 1048576 bytes\n");
  CHECK(lines(parse_settings(std::string(1024 * 1024 + 1, '#'), "x.yml").errors) ==
        "x.yml: is over 1048576 bytes\n");
}

// Each would overflow a recursive parser's stack or multiply in memory.
TEST_CASE("hostile YAML is refused in linear time") {
  const auto repeated = [](std::string_view part) {
    std::string text;
    while (text.size() + part.size() < 300'000) text += part;
    return text;
  };
  for (const auto* part :
       {"[",     "{",  "{a: ", "[a: ", "- ", "? ",   "? a\n", "a:\n", "&a ",  "!a ",
        "---\n", "\"", "'",    "[]",   "a",  "a: [", "|\n",   "*a ",  "%A\n", "\\"}) {
    CAPTURE(part);
    CHECK_FALSE(parse_settings(repeated(part), "hostile.yml").ok());
  }
}

}  // namespace cckm::test
