// SPDX-License-Identifier: Apache-2.0
// The list of jobs, without the rest of a configuration.
#include "exporter/config/read_jobs.h"

#include <string>

#include "exporter/config/yaml/file.h"
#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

using Jobs = std::optional<std::vector<JobSettings>>;

LoadedFile<Jobs> load_jobs(const std::string& yaml) {
  return load_yaml<Jobs>({"j.yml", yaml}, read_jobs);
}

JobSettings the_job(const std::string& yaml) {
  const auto loaded = load_jobs("[" + yaml + "]\n");
  CAPTURE(yaml, lines(loaded.errors));
  REQUIRE(loaded.ok());
  REQUIRE(loaded.settings.value().size() == 1);
  return loaded.settings->at(0);
}

std::string job_errors(const std::string& yaml) {
  return lines(load_jobs(yaml).errors);
}

}  // namespace

TEST_CASE("a bare id is a job of AWS keys with the id as its name") {
  for (const auto* yaml : {"a_1-B", "{id: a_1-B}"}) {
    const JobSettings job = the_job(yaml);
    CHECK(job.id == "a_1-B");
    CHECK(job.name == "a_1-B");
    CHECK(job.endpoint == find_endpoint("aws", "keys"));
  }
}

TEST_CASE("a mapping can have a name, a cloud and a resource") {
  const JobSettings job = the_job("{id: a1, name: 'nightly, EU', cloud: azure, resource: secrets}");
  CHECK(job.id == "a1");
  CHECK(job.name == "nightly, EU");
  CHECK(job.endpoint == find_endpoint("azure", "secrets"));
  CHECK(the_job("{id: a1, cloud: google}").endpoint == find_endpoint("google", "keys"));
  CHECK(the_job("{id: a1, resource: custom-key-stores}").endpoint ==
        find_endpoint("aws", "custom-key-stores"));
}

TEST_CASE("every family of jobs can be configured") {
  for (const Endpoint& endpoint : endpoints()) {
    const std::string yaml = "{id: a, cloud: " + std::string(endpoint.cloud) +
                             ", resource: " + std::string(endpoint.resource) + "}";
    CHECK(the_job(yaml).endpoint == &endpoint);
  }
}

TEST_CASE("an id has 1 to 128 letters, digits, - or _") {
  CHECK(the_job(std::string(128, 'x')).id.size() == 128);
  CHECK(the_job("AZaz09_-").id == "AZaz09_-");
  // The neighbours of these characters in ASCII.
  for (const char neighbour : {'@', '[', '`', '{', '/', ':', ',', '.', '^'}) {
    CAPTURE(neighbour);
    CHECK_FALSE(job_errors(std::string("['a") + neighbour + "b']\n").empty());
  }
  for (const std::string& id : {std::string(129, 'x'), std::string("a.b"), std::string("'a b'")}) {
    CHECK(job_errors("[" + id + "]\n") ==
          "j.yml:1:2: [0]: must be an id: 1 to 128 letters, digits, - or _\n");
  }
}

TEST_CASE("ids and names are unique, and the id of a job without a name is its name") {
  CHECK(job_errors("- a\n- a\n") == "j.yml:2:3: [1]: must be unique, line 1 has the same value\n");
  CHECK(job_errors("- aB1\n- Ab1\n") ==
        "j.yml:2:3: [1]: must be unique, line 1 has the same value\n");
  CHECK(job_errors("- {id: AB, name: x}\n- {id: ab, name: y}\n") ==
        "j.yml:2:8: [1].id: must be unique, line 1 has the same value\n");
  // Names are labels, in which case makes a difference.
  CHECK(load_jobs("- {id: a, name: x}\n- {id: b, name: X}\n").ok());
  CHECK(job_errors("- a\n- {id: b, name: a}\n") ==
        "j.yml:2:17: [1].name: must be unique, line 1 has the same value\n");
  CHECK(job_errors("- {id: b, name: a}\n- {id: a}\n") ==
        "j.yml:2:8: [1].id: must be unique, line 1 has the same value\n");
  CHECK(job_errors("- {id: a, name: b}\n- {id: b, name: a}\n").empty());
}

TEST_CASE("a resource must be one of the cloud's") {
  CHECK(job_errors("[{id: a, resource: secrets}]\n") ==
        "j.yml:1:20: [0].resource: must be a resource of aws: keys, custom-key-stores\n");
  CHECK(job_errors("[{id: a, cloud: dsm}]\n") ==
        "j.yml:1:17: [0].cloud: needs the key resource beside it, one of: domains\n");
  CHECK(job_errors("[{id: a, cloud: AWS, resource: keys}]\n") ==
        "j.yml:1:17: [0].cloud: must be one of aws, azure, google, oci, sap, sfdc, luna, dsm, "
        "external-cm\n");
}

TEST_CASE("a job is an id or a mapping with an id") {
  CHECK(job_errors("[[a]]\n") == "j.yml:1:2: [0]: must be an id or a mapping (id: ...)\n");
  CHECK(job_errors("[{name: a}]\n") == "j.yml:1:2: [0]: must have the key id\n");
  CHECK(job_errors("[]\n") == "j.yml:1:1: must be a list of at least one item\n");
}

}  // namespace cckm::test
