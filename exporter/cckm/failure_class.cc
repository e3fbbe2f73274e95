// SPDX-License-Identifier: Apache-2.0
// CM repeats errors of the clouds' SDKs and of Go's libraries. They differ in letter case and in
// what joins their words, so both are removed before the search.
#include "exporter/cckm/failure_class.h"

#include <algorithm>
#include <array>
#include <string>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

// Words of a failure, and their class.
struct Words {
  std::string_view words;  // in the form of plain_words(); a blank is the end of a word
  RegionError error;
};

using Error = RegionError;

// The first row that is in a text gives its class. A narrow row is therefore above a wide one: an
// SDK reports "StatusCode: 403, ... UnrecognizedClientException", and Go "dial tcp: i/o timeout".
constexpr auto kWordsOfErrors = std::to_array<Words>({
    // Their messages contain words of other classes.
    {"not licensed", Error::kLicense},
    {"unlicensed", Error::kLicense},
    {"no license", Error::kLicense},
    {"no licence", Error::kLicense},
    {"license not found", Error::kLicense},
    {" x509 ", Error::kNetwork},
    {"has not been used in project", Error::kDisabled},
    {"accessnotconfigured", Error::kDisabled},
    {"service disabled", Error::kDisabled},
    {"secretdisabled", Error::kDisabled},
    {"keydisabled", Error::kDisabled},
    {"disabled secret", Error::kDisabled},
    {"disabled key", Error::kDisabled},
    // AWS: ThrottlingException. Azure: 429. Oracle: TooManyRequests.
    {"throttl", Error::kThrottled},
    {" rate exceeded", Error::kThrottled},
    {"ratelimitexceeded", Error::kThrottled},
    {"rate limit", Error::kThrottled},
    {"toomanyrequests", Error::kThrottled},
    {"too many requests", Error::kThrottled},
    {"requestlimitexceeded", Error::kThrottled},
    {"request limit exceeded", Error::kThrottled},
    {"requests per minute", Error::kThrottled},
    {" 429 ", Error::kThrottled},
    // AWS: AccessDeniedException. Azure: AuthorizationFailed, Forbidden. Google: PERMISSION_DENIED.
    // Oracle: NotAuthorizedOrNotFound.
    {"accessdenied", Error::kAccessDenied},
    {"access denied", Error::kAccessDenied},
    {"access is denied", Error::kAccessDenied},
    {"not authorized", Error::kAccessDenied},
    {"notauthorized", Error::kAccessDenied},
    {"unauthorizedoperation", Error::kAccessDenied},
    {"authorizationfailed", Error::kAccessDenied},
    {"authorization failed", Error::kAccessDenied},
    {"does not have authorization", Error::kAccessDenied},
    {"permission denied", Error::kAccessDenied},
    {"permissiondenied", Error::kAccessDenied},
    {"does not have permission", Error::kAccessDenied},
    {"denied on resource", Error::kAccessDenied},
    {"insufficientpermission", Error::kAccessDenied},
    {"insufficient permission", Error::kAccessDenied},
    {"insufficient privilege", Error::kAccessDenied},
    {"insufficient access", Error::kAccessDenied},
    {"explicit deny", Error::kAccessDenied},
    {" forbidden", Error::kAccessDenied},
    // AWS: UnrecognizedClientException. Azure: AADSTS, InvalidAuthenticationToken. Google:
    // UNAUTHENTICATED. Oracle: NotAuthenticated.
    {"unrecognizedclient", Error::kCredentials},
    {"invalidclienttokenid", Error::kCredentials},
    {"security token", Error::kCredentials},
    {"expiredtoken", Error::kCredentials},
    {"token has expired", Error::kCredentials},
    {"token is expired", Error::kCredentials},
    {"token expired", Error::kCredentials},
    {"signaturedoesnotmatch", Error::kCredentials},
    {"invalidsignature", Error::kCredentials},
    {"authfailure", Error::kCredentials},
    {"access credentials", Error::kCredentials},
    {"cached credentials", Error::kCredentials},
    {"invalid credentials", Error::kCredentials},
    {"authentication credentials", Error::kCredentials},
    {"authentication failed", Error::kCredentials},
    {" aadsts", Error::kCredentials},
    {"invalid client", Error::kCredentials},
    {"invalid grant", Error::kCredentials},
    {"cannot fetch token", Error::kCredentials},
    {"invalidauthenticationtoken", Error::kCredentials},
    {"expiredauthenticationtoken", Error::kCredentials},
    {"unauthenticated", Error::kCredentials},
    {"notauthenticated", Error::kCredentials},
    {"not authenticated", Error::kCredentials},
    {" unauthorized", Error::kCredentials},
    {"wrong username or password", Error::kCredentials},
    {"invalid login", Error::kCredentials},
    {"invalid session", Error::kCredentials},
    {" ckr pin ", Error::kCredentials},
    {" ckr user not logged in", Error::kCredentials},
    // AWS: OptInRequired, KMSInvalidStateException. Google: FAILED_PRECONDITION.
    {"optinrequired", Error::kDisabled},
    {"subscriptionrequired", Error::kDisabled},
    {"not subscribed", Error::kDisabled},
    {"kmsinvalidstate", Error::kDisabled},
    {"disabledexception", Error::kDisabled},
    {"disabledsubscription", Error::kDisabled},
    {"pending deletion", Error::kDisabled},
    {"scheduled for deletion", Error::kDisabled},
    {"scheduled for destruction", Error::kDisabled},
    {"failed precondition", Error::kDisabled},
    {"failedprecondition", Error::kDisabled},
    {"is disabled", Error::kDisabled},
    {"not enabled", Error::kDisabled},
    // Go, Google: DEADLINE_EXCEEDED. Above kNetwork: a dial, too, can end in a timeout.
    {"timeout", Error::kTimeout},
    {"timed out", Error::kTimeout},
    {"timedout", Error::kTimeout},
    {"deadline exceeded", Error::kTimeout},
    {"deadlineexceeded", Error::kTimeout},
    // Go, Google: UNAVAILABLE.
    {" dial tcp ", Error::kNetwork},
    {"no such host", Error::kNetwork},
    {"connection refused", Error::kNetwork},
    {"connection reset", Error::kNetwork},
    {"connection closed", Error::kNetwork},
    {"closed network connection", Error::kNetwork},
    {"no route to host", Error::kNetwork},
    {"network is unreachable", Error::kNetwork},
    {"broken pipe", Error::kNetwork},
    {" eof ", Error::kNetwork},
    {" tls ", Error::kNetwork},
    {"proxyconnect", Error::kNetwork},
    {"server misbehaving", Error::kNetwork},
    {"name resolution", Error::kNetwork},
    {"bad gateway", Error::kNetwork},
    {"unavailable", Error::kNetwork},
    // AWS: NotFoundException. Azure: VaultNotFound. Google: NOT_FOUND.
    {"notfound", Error::kNotFound},
    {"not found", Error::kNotFound},
    {"could not be found", Error::kNotFound},
    {"does not exist", Error::kNotFound},
    // AWS: LimitExceededException. Google: RESOURCE_EXHAUSTED. Oracle: LimitExceeded.
    {"limitexceeded", Error::kQuota},
    {"limit exceeded", Error::kQuota},
    {"resourceexhausted", Error::kQuota},
    {"resource exhausted", Error::kQuota},
    {"quota", Error::kQuota},
    // Google: ALREADY_EXISTS, ABORTED. Oracle: IncorrectState.
    {"conflict", Error::kConflict},
    {"alreadyexists", Error::kConflict},
    {"already exists", Error::kConflict},
    {"already running", Error::kConflict},
    {"already in progress", Error::kConflict},
    {"incorrectstate", Error::kConflict},
    {"incorrect state", Error::kConflict},
    {"precondition failed", Error::kConflict},
    {" aborted ", Error::kConflict},
    // Wide rows: a name of a resource can contain a word, and most errors have an HTTP status.
    {" denied ", Error::kAccessDenied},
    {" license", Error::kLicense},
    {" licence", Error::kLicense},
    {" 401 ", Error::kCredentials},
    {" 403 ", Error::kAccessDenied},
    {" 404 ", Error::kNotFound},
    {" 408 ", Error::kTimeout},
    {" 409 ", Error::kConflict},
    {" 502 ", Error::kNetwork},
    {" 503 ", Error::kNetwork},
    {" 504 ", Error::kTimeout},
});

// Returns the text in lower case, with one blank in place of everything between two words, and one
// at each end.
std::string plain_words(std::string_view text) {
  std::string plain = " ";
  plain.reserve(text.size() + 2);
  for (const char c : text) {
    if (is_letter_or_digit(c)) {
      plain += to_lower(c);
    } else if (plain.back() != ' ') {
      plain += ' ';
    }
  }
  if (plain.back() != ' ') plain += ' ';
  return plain;
}

}  // namespace

RegionError failure_class(std::string_view text) {
  const std::string plain = plain_words(text.substr(0, kSearchedForClass));
  const auto found = std::ranges::find_if(
      kWordsOfErrors, [&](const Words& row) { return plain.find(row.words) != std::string::npos; });
  return found == kWordsOfErrors.end() ? RegionError::kOther : found->error;
}

}  // namespace cckm
