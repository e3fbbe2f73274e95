// SPDX-License-Identifier: Apache-2.0
// One row for each reason and each class, in the order of their enumerators.
#include "exporter/pages/words.h"

#include "exporter/model/enum_names.h"

namespace cckm {
namespace {

constexpr EnumNames<Reason::kInternal> kReasonWords{
    "The name of the manager's host cannot be resolved.",
    "There is no connection to the manager.",
    "The TLS handshake or the certificate was rejected.",
    "No complete response arrived before the deadline.",
    "The response broke off, or is not HTTP.",
    "The response is over the size limit.",
    "The response is compressed, although the exporter did not request it.",
    "The response is a redirect, and the exporter never follows one.",
    "The login was rejected, or the credentials cannot be read.",
    "The last login was rejected. The exporter waits before it tries again.",
    "CM forbids the request: a right or a license is missing.",
    "CM does not have what was requested.",
    "CM limits the number of requests.",
    "CM rejected the request.",
    "CM, or a proxy in front of it, responded with an error of the server.",
    "The response is not JSON.",
    "The response is JSON, but not what was requested.",
    "No run within the lookback names the key container.",
    "The newest run is not known yet. The exporter is still reading the list of runs.",
    "A fault of the exporter. Please report it.",
};

constexpr EnumNames<RegionError::kOther> kRegionErrorWords{
    "access denied",
    "credentials rejected by the cloud",
    "too many requests to the cloud",
    "disabled in the cloud",
    "not found in the cloud",
    "a quota of the cloud is used up",
    "conflict with another change",
    "no network connection to the cloud",
    "the cloud did not respond in time",
    "no license",
    "not finished when the run ended",
    "requested, but not mentioned by CM",
    "another error; the log has CM's text",
};

}  // namespace

std::string_view words_of(Reason reason) {
  return kReasonWords[reason];
}

std::string_view words_of(RegionError error) {
  return kRegionErrorWords[error];
}

}  // namespace cckm
