# SPDX-License-Identifier: Apache-2.0
cckm_test(config
  SOURCES config_values_test.cc secret_test.cc tls_files_test.cc web_settings_test.cc pem_files.cc
  LIBRARIES cckm_config OpenSSL::Crypto)
target_compile_definitions(config_test PRIVATE CCKM_SOURCE="${CMAKE_CURRENT_LIST_DIR}/..")
