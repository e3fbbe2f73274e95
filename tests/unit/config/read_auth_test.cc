// SPDX-License-Identifier: Apache-2.0
// The kinds of `auth`, each recognized by its key, and what they need of other sections.
#include "exporter/config/read_auth.h"

#include "exporter/config/load.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

class Configuration {
 public:
  Configuration() { folder_.write("secret", "a.b.c\n"); }

  std::string secret() const { return (folder_.path() / "secret").string(); }
  std::string write(const std::string& text) const { return folder_.write("another", text); }

  Loaded load(const std::string& auth, const std::string& url = "https://cm",
              const std::string& more = "") const {
    return parse_settings("managers: [{name: cm, url: '" + url + "', " + more + "auth: {" + auth +
                              "}, jobs: [{id: a, cloud: aws, resource: keys}]}]\n",
                          "exporter.yml");
  }
  Auth auth(const std::string& text) const {
    const Loaded loaded = load(text);
    REQUIRE(loaded.errors.empty());
    return loaded.settings.managers.at(0).auth;
  }
  std::vector<std::string> errors(const Loaded& loaded) const {
    std::vector<std::string> messages;
    for (const Problem& problem : loaded.errors) messages.push_back(problem.message);
    return messages;
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("each kind of auth is recognized by the key that only it has") {
  const Configuration configuration;
  const SecretSource secret = SecretFile{configuration.secret()};
  PasswordAuth user;
  user.username = "exporter";
  user.password = secret;
  user.domain = "root";
  CHECK(configuration.auth("username: exporter, domain: root, password_file: " +
                           configuration.secret()) == Auth(user));
  CHECK(configuration.auth("refresh_token_file: " + configuration.secret()) ==
        Auth(RefreshTokenAuth{secret}));
  CHECK(configuration.auth("bearer_token_file: " + configuration.secret()) ==
        Auth(BearerAuth{secret}));
}

TEST_CASE("the keys of a password can be used with username only") {
  const Configuration configuration;
  const Loaded loaded =
      configuration.load("domain: root, bearer_token_file: " + configuration.secret());
  CHECK(configuration.errors(loaded) == std::vector<std::string>{"can be used with username only"});
}

TEST_CASE("the file of a token must hold a token, that of a password any secret") {
  const Configuration configuration;
  const std::string file = configuration.write("Bearer a.b.c");
  for (const std::string key : {"bearer_token_file: ", "refresh_token_file: "}) {
    CHECK(configuration.errors(configuration.load(key + file)) ==
          std::vector<std::string>{file + ": begins with the word Bearer, write the token alone"});
  }
  CHECK(configuration.load("username: u, password_file: " + file).errors.empty());
}

TEST_CASE("auth needs https unless plain HTTP is allowed") {
  const Configuration configuration;
  const std::string auth = "bearer_token_file: " + configuration.secret();
  CHECK(
      configuration.errors(configuration.load(auth, "http://cm")) ==
      std::vector<std::string>{"must be https, because http shows the credentials to the network; "
                               "allow_plain_http: true permits it"});
  CHECK(configuration.load(auth, "http://cm", "allow_plain_http: true, ").errors.empty());
  CHECK(configuration.load(auth, "https://cm").errors.empty());
}

}  // namespace cckm::test
