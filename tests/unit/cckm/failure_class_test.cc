// SPDX-License-Identifier: Apache-2.0
// Tests the classes of failures with texts of the clouds and of Go.
#include "exporter/cckm/failure_class.h"

#include <set>
#include <string>
#include <string_view>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using Error = RegionError;

struct CloudMessage {
  Error error;
  std::string text;
};

// Texts as the SDKs and the Go libraries write them.
const CloudMessage kCloudMessages[] = {
    {Error::kAccessDenied,
     "AccessDeniedException: User: arn:aws:iam::123456789012:user/cm is not authorized to perform: "
     "kms:ListKeys on resource: * because no identity-based policy allows the kms:ListKeys action"},
    {Error::kAccessDenied,
     "operation error KMS: ListKeys, https response error StatusCode: 400, RequestID: "
     "1c7b0c1e-4f0e-4a55-9d4c-5b1f2f6f3a60, api error AccessDeniedException: User: "
     "arn:aws:sts::123456789012:assumed-role/cm/s is not authorized to perform: kms:DescribeKey "
     "with an explicit deny in a service control policy"},
    {Error::kAccessDenied,
     "AccessDenied: User: arn:aws:iam::123456789012:user/cm is not authorized to perform: "
     "sts:AssumeRole on resource: arn:aws:iam::210987654321:role/cckm"},
    {Error::kAccessDenied,
     "UnauthorizedOperation: You are not authorized to perform this operation."},
    {Error::kAccessDenied,
     "AuthorizationFailed: The client 'a' with object id 'a' does not have authorization to "
     "perform action 'Microsoft.KeyVault/vaults/read' over scope '/subscriptions/b' or the scope "
     "is invalid. If access was recently granted, please refresh your credentials."},
    {Error::kAccessDenied,
     "keyvault.BaseClient#GetKeys: Failure responding to request: StatusCode=403 -- Original "
     "Error: autorest/azure: Service returned an error. Status=403 Code=\"Forbidden\" "
     "Message=\"The user, group or application does not have keys list permission on key vault "
     "'office;location=westeurope'.\""},
    {Error::kAccessDenied,
     "googleapi: Error 403: Permission 'cloudkms.cryptoKeys.list' denied on resource "
     "'projects/p/locations/eu/keyRings/r' (or it may not exist)., forbidden"},
    {Error::kAccessDenied,
     "rpc error: code = PermissionDenied desc = Permission denied on resource project p."},
    {Error::kAccessDenied, "PERMISSION_DENIED: The caller does not have permission"},
    {Error::kAccessDenied,
     "Error returned by Vault Service. Http Status Code: 404. Error Code: NotAuthorizedOrNotFound. "
     "Message: Authorization failed or requested resource not found."},
    {Error::kAccessDenied, "NCERRInsufficientPermissions: Insufficient permissions"},
    {Error::kAccessDenied, "Denied"},
    {Error::kAccessDenied, "INSUFFICIENT_ACCESS: insufficient access rights on object id"},
    {Error::kCredentials,
     "UnrecognizedClientException: The security token included in the request is invalid."},
    {Error::kCredentials,
     "InvalidClientTokenId: The security token included in the request is invalid"},
    {Error::kCredentials,
     "ExpiredTokenException: The security token included in the request is expired"},
    {Error::kCredentials, "ExpiredToken: The provided token has expired."},
    {Error::kCredentials,
     "SignatureDoesNotMatch: The request signature we calculated does not match the signature you "
     "provided."},
    {Error::kCredentials,
     "operation error KMS: ListKeys, https response error StatusCode: 403, RequestID: x, api error "
     "UnrecognizedClientException: The security token included in the request is invalid."},
    {Error::kCredentials,
     "InvalidSignatureException: Signature expired: 20260501T100000Z is now earlier than "
     "20260501T100500Z"},
    {Error::kCredentials,
     "AuthFailure: AWS was not able to validate the provided access credentials"},
    {Error::kCredentials,
     "AADSTS700016: Application with identifier 'x' was not found in the directory 'y'."},
    {Error::kCredentials,
     "AADSTS7000222: The provided client secret keys for app 'x' are expired."},
    {Error::kCredentials,
     "adal: Refresh request failed. Status Code = '401'. Response body: "
     "{\"error\":\"invalid_client\"}"},
    {Error::kCredentials, "InvalidAuthenticationToken: The access token is invalid."},
    {Error::kCredentials,
     "ExpiredAuthenticationToken: The access token expiry UTC time is earlier than now."},
    {Error::kCredentials,
     "googleapi: Error 401: Request had invalid authentication credentials. Expected OAuth 2 "
     "access token"},
    {Error::kCredentials,
     "rpc error: code = Unauthenticated desc = transport: oauth2: cannot fetch token"},
    {Error::kCredentials,
     "oauth2: cannot fetch token: 400 Bad Request Response: "
     "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}"},
    {Error::kCredentials,
     "NotAuthenticated: The required information to complete authentication was not provided or "
     "was incorrect."},
    {Error::kCredentials, "Unauthorized: AKV10000: Request is missing a Bearer or PoP token."},
    {Error::kCredentials,
     "failed to refresh cached credentials, no EC2 IMDS role found, context deadline exceeded"},
    {Error::kCredentials,
     "INVALID_LOGIN: Invalid username, password, security token; or user locked out."},
    {Error::kCredentials, "CKR_PIN_INCORRECT"},
    {Error::kThrottled, "ThrottlingException: Rate exceeded"},
    {Error::kThrottled, "Rate exceeded"},
    {Error::kThrottled,
     "operation error KMS: ListAliases, exceeded maximum number of attempts, 3, https response "
     "error StatusCode: 400, api error ThrottlingException: You have exceeded the rate at which "
     "you may call KMS."},
    {Error::kThrottled, "TooManyRequestsException: Too Many Requests"},
    {Error::kThrottled, "RequestLimitExceeded: Request limit exceeded."},
    {Error::kThrottled,
     "StatusCode=429 -- Original Error: Code=\"Throttled\" Message=\"Request was not processed "
     "because too many requests were received.\""},
    {Error::kThrottled,
     "googleapi: Error 429: Quota exceeded for quota metric 'Read requests' and limit 'Read "
     "requests per minute' of service 'cloudkms.googleapis.com', rateLimitExceeded"},
    {Error::kThrottled, "TooManyRequests: Tenant has been throttled"},
    {Error::kThrottled, "REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded."},
    {Error::kDisabled, "OptInRequired: You are not subscribed to this service."},
    {Error::kDisabled, "region is disabled"},
    {Error::kDisabled, "The region is not enabled for this account"},
    {Error::kDisabled,
     "KMSInvalidStateException: arn:aws:kms:eu-west-1:123456789012:key/k is pending deletion."},
    {Error::kDisabled, "DisabledException: arn:aws:kms:eu-west-1:123456789012:key/k is disabled."},
    {Error::kDisabled,
     "Forbidden: Operation get is not allowed on a disabled secret. SecretDisabled"},
    {Error::kDisabled,
     "ReadOnlyDisabledSubscription: The subscription 'x' is disabled and therefore marked as read "
     "only."},
    {Error::kDisabled,
     "googleapi: Error 403: Cloud Key Management Service (KMS) API has not been used in project "
     "123 before or it is disabled., accessNotConfigured"},
    {Error::kDisabled, "PERMISSION_DENIED: SERVICE_DISABLED"},
    {Error::kDisabled,
     "rpc error: code = FailedPrecondition desc = CryptoKeyVersion is not enabled, current state "
     "is: DESTROYED."},
    {Error::kDisabled, "FAILED_PRECONDITION: key version is scheduled for destruction"},
    {Error::kNotFound,
     "NotFoundException: Key 'arn:aws:kms:eu-west-1:123456789012:key/k' does not exist"},
    {Error::kNotFound, "CustomKeyStoreNotFoundException: no such store"},
    {Error::kNotFound, "VaultNotFound: The vault 'office' was gone"},
    {Error::kNotFound, "SubscriptionNotFound: The subscription 'x' could not be found."},
    {Error::kNotFound, "A key with (name/id) k was not found in this key vault"},
    {Error::kNotFound, "NOT_FOUND: KeyRing projects/p/locations/l/keyRings/r not found."},
    {Error::kNotFound, "rpc error: code = NotFound desc = Project p"},
    {Error::kNotFound, "NCERRResourceNotFound: Resource not found"},
    {Error::kNotFound, "Http Status Code: 404"},
    {Error::kQuota, "LimitExceededException: The number of keys is over the limit"},
    {Error::kQuota, "LimitExceeded: The key-count limit for this tenancy has been exceeded."},
    {Error::kQuota, "QuotaExceeded: You have reached the quota of vaults"},
    {Error::kQuota, "RESOURCE_EXHAUSTED: Quota exceeded"},
    {Error::kQuota, "rpc error: code = ResourceExhausted desc = over the limit"},
    {Error::kConflict, "ConflictException: the store is in use"},
    {Error::kConflict, "rpc error: code = AlreadyExists desc = Key exists"},
    {Error::kConflict, "ALREADY_EXISTS: CryptoKey r already exists."},
    {Error::kConflict, "ABORTED: concurrent change"},
    {Error::kConflict, "IncorrectState: The key is in state CREATING"},
    {Error::kConflict, "Conflict: Key k is currently in a deleted but recoverable state"},
    {Error::kConflict, "another synchronization is already running"},
    {Error::kConflict, "Http Status Code: 409"},
    {Error::kNetwork, "dial tcp: lookup kms.eu-west-1.amazonaws.com: no such host"},
    {Error::kNetwork, "dial tcp 192.0.2.1:443: connect: connection refused"},
    {Error::kNetwork,
     "Post \"https://kms.eu-west-1.amazonaws.com/\": dial tcp 192.0.2.1:443: connect: no route to "
     "host"},
    {Error::kNetwork,
     "operation error KMS: ListKeys, exceeded maximum number of attempts, 3, https response error "
     "StatusCode: 0, RequestID: , request send failed, Post "
     "\"https://kms.eu-west-1.amazonaws.com/\": dial tcp 192.0.2.1:443: connect: network is "
     "unreachable"},
    {Error::kNetwork, "read tcp 192.0.2.2:50522->192.0.2.1:443: read: connection reset by peer"},
    {Error::kNetwork, "Get \"https://office.vault.azure.net/keys\": EOF"},
    {Error::kNetwork, "unexpected EOF"},
    {Error::kNetwork, "x509: certificate signed by unknown authority"},
    {Error::kNetwork,
     "tls: failed to verify certificate: x509: certificate has expired or is not yet valid"},
    {Error::kNetwork, "remote error: tls: handshake failure"},
    {Error::kNetwork, "proxyconnect tcp: dial tcp 192.0.2.9:3128: connect: connection refused"},
    {Error::kNetwork, "lookup kms on 192.0.2.53:53: server misbehaving"},
    {Error::kNetwork, "UNAVAILABLE: The service is currently unavailable."},
    {Error::kNetwork, "502 Bad Gateway"},
    {Error::kNetwork, "ServiceUnavailableException"},
    {Error::kTimeout, "net/http: TLS handshake timeout"},
    {Error::kTimeout, "dial tcp 192.0.2.1:443: i/o timeout"},
    {Error::kTimeout, "dial tcp: lookup kms.eu-west-1.amazonaws.com: i/o timeout"},
    {Error::kTimeout, "dial tcp 192.0.2.1:443: connect: connection timed out"},
    {Error::kTimeout,
     "Get \"https://office.vault.azure.net/\": context deadline exceeded (Client.Timeout exceeded "
     "while awaiting headers)"},
    {Error::kTimeout, "rpc error: code = DeadlineExceeded desc = too late"},
    {Error::kTimeout, "DEADLINE_EXCEEDED: Deadline exceeded"},
    {Error::kTimeout, "DependencyTimeoutException: The system timed out"},
    {Error::kTimeout, "StatusCode=504"},
    {Error::kLicense, "CCKM is not licensed"},
    {Error::kLicense, "the license has expired"},
    {Error::kLicense, "License limit reached for cloud keys"},
    {Error::kLicense, "NCERRInsufficientPermissions: no license for this feature"},
    {Error::kLicense, "licence expired"},
    {Error::kLicense, "unlicensed feature"},
    {Error::kOther, "KMSInternalException: internal error"},
    {Error::kOther, "something happened"},
    {Error::kOther, "Ratexceeded"},
    {Error::kOther, "account 14290"},
    {Error::kOther, "thinktls is broken"},
    {Error::kOther, "geoff"},
    {Error::kOther, ""},
};

TEST_CASE("the words of a failure give its class") {
  for (const auto& [wanted, text] : kCloudMessages) {
    CAPTURE(text);
    CHECK(kRegionErrorNames[failure_class(text)] == kRegionErrorNames[wanted]);
  }
}

TEST_CASE("the class does not depend on letter case or on what a word is joined with") {
  CHECK(failure_class("ACCESSDENIEDEXCEPTION") == Error::kAccessDenied);
  CHECK(failure_class("permission-denied") == Error::kAccessDenied);
  CHECK(failure_class("(no such\thost)") == Error::kNetwork);
  CHECK(failure_class("[429]") == Error::kThrottled);
}

TEST_CASE("the class is searched in the beginning of a long text") {
  const std::string_view word = " no such host ";
  const std::string before(kSearchedForClass - word.size(), 'x');
  CHECK(failure_class(before + std::string(word)) == Error::kNetwork);
  CHECK(failure_class("x" + before + std::string(word)) == Error::kNetwork);
  CHECK(failure_class("xxx" + before + std::string(word)) == Error::kOther);
}

TEST_CASE("a class that follows from words has a message in this test") {
  std::set<Error> tested;
  for (const CloudMessage& message : kCloudMessages) tested.insert(message.error);
  for (const Error error : kRegionErrorNames.values()) {
    CAPTURE(kRegionErrorNames[error]);
    CHECK(tested.contains(error) == (is_from_words(error) || error == Error::kOther));
  }
}

}  // namespace
}  // namespace cckm::test
