// SPDX-License-Identifier: Apache-2.0
// Parses the authorities only if their files have changed. OpenSSL 3.0 needs 20 ms to parse those
// of Debian, and a reload asks for them once for each manager.
//
// OpenSSL parses the file at once, and a file of the directory when a peer needs it. Both stay in
// the store. So a change of any file makes a new store.
//
// The store is not kept here: a static object must not free it after OpenSSL's own cleanup.
#include "exporter/http/system_authorities.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <system_error>

#include "exporter/system/file_version.h"

namespace cckm {
namespace {

using Versions = std::map<std::string, FileVersion>;

std::string variable_or(const char* variable, const char* otherwise) {
  const char* const value = ::secure_getenv(variable);  // as OpenSSL does
  return value != nullptr ? value : otherwise;
}

void add_files_of(const std::string& directory, Versions& versions) {
  std::error_code error;  // a directory that is missing has no files
  for (std::filesystem::directory_iterator i(directory, error), end; i != end; i.increment(error)) {
    versions[i->path().string()] = version_of(i->path().string());
  }
}

Versions versions_of_files() {
  Versions versions;
  const std::string file =
      variable_or(X509_get_default_cert_file_env(), X509_get_default_cert_file());
  versions[file] = version_of(file);
  std::istringstream directories(
      variable_or(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()));
  for (std::string directory; std::getline(directories, directory, ':');) {
    add_files_of(directory, versions);
  }
  return versions;
}

std::shared_ptr<X509_STORE> parse() {
  std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  if (!store || X509_STORE_set_default_paths(store.get()) != 1) return nullptr;
  return store;
}

// The store that was parsed last.
struct Last {
  std::mutex mutex;  // guards the others
  Versions versions;
  std::weak_ptr<X509_STORE> store;
};

}  // namespace

std::shared_ptr<X509_STORE> system_authorities() {
  static Last last;
  const std::lock_guard lock(last.mutex);
  Versions versions = versions_of_files();  // from before they are read
  auto store = last.store.lock();
  if (store && versions == last.versions) return store;
  store = parse();
  last.store = store;
  last.versions = std::move(versions);
  return store;
}

}  // namespace cckm
