#include "backends/wire/error_names.hpp"

#include <algorithm>
#include <array>

namespace sosw::wire {

namespace {

using enum ErrorCode;

struct NamedError {
    std::string_view name;
    ErrorCode code;
};

// Sorted by name, for the search. Names that are not here and come with a 4xx are
// `InvalidRequest`, such as ValidationException.
constexpr std::array kNames{
    NamedError{"AccessDenied", AccessDenied},
    NamedError{"AccessDeniedException", AccessDenied},
    NamedError{"AuthFailure", AccessDenied},
    NamedError{"AuthorizationError", AccessDenied},
    NamedError{"BandwidthLimitExceeded", Throttled},
    NamedError{"ConditionalCheckFailedException", ConditionFailed},
    // S3: another write came between; this one did not happen.
    NamedError{"ConditionalRequestConflict", Unavailable},
    NamedError{"EC2ThrottledException", Throttled},
    NamedError{"ExpiredToken", AccessDenied},
    NamedError{"ExpiredTokenException", AccessDenied},
    NamedError{"IncompleteSignature", AccessDenied},
    NamedError{"IncompleteSignatureException", AccessDenied},
    NamedError{"InternalError", OutcomeUnknown},
    NamedError{"InternalFailure", OutcomeUnknown},
    NamedError{"InternalServerError", OutcomeUnknown},
    NamedError{"InternalServiceFault", OutcomeUnknown},
    NamedError{"InvalidAccessKeyId", AccessDenied},
    NamedError{"InvalidClientTokenId", AccessDenied},
    NamedError{"InvalidSignatureException", AccessDenied},
    NamedError{"LimitExceededException", Throttled},
    NamedError{"MissingAuthenticationToken", AccessDenied},
    NamedError{"MissingAuthenticationTokenException", AccessDenied},
    NamedError{"NoSuchBucket", NotFound},
    NamedError{"NoSuchEntity", NotFound},
    NamedError{"NoSuchKey", NotFound},
    NamedError{"NotAuthorized", AccessDenied},
    NamedError{"NotFound", NotFound},
    NamedError{"NotFoundException", NotFound},
    NamedError{"OptInRequired", AccessDenied},
    NamedError{"ParameterNotFound", NotFound},
    NamedError{"PreconditionFailed", ConditionFailed},
    NamedError{"PriorRequestNotComplete", Throttled},
    NamedError{"ProvisionedThroughputExceededException", Throttled},
    NamedError{"RequestExpired", AccessDenied},
    NamedError{"RequestLimitExceeded", Throttled},
    NamedError{"RequestThrottled", Throttled},
    NamedError{"RequestThrottledException", Throttled},
    NamedError{"RequestTimeTooSkewed", AccessDenied},
    // The service gave up before it had the whole request.
    NamedError{"RequestTimeout", Unavailable},
    NamedError{"RequestTimeoutException", Unavailable},
    NamedError{"ResourceNotFound", NotFound},
    NamedError{"ResourceNotFoundException", NotFound},
    NamedError{"ServiceException", OutcomeUnknown},
    NamedError{"ServiceUnavailable", Unavailable},
    NamedError{"ServiceUnavailableException", Unavailable},
    NamedError{"SignatureDoesNotMatch", AccessDenied},
    NamedError{"SlowDown", Throttled},
    NamedError{"TableNotFoundException", NotFound},
    NamedError{"Throttled", Throttled},
    NamedError{"ThrottledException", Throttled},
    NamedError{"Throttling", Throttled},
    NamedError{"ThrottlingException", Throttled},
    NamedError{"TooManyRequestsException", Throttled},
    NamedError{"TransactionCanceledException", ConditionFailed},
    // Another transaction has the item: nothing was changed, and it may be tried again.
    NamedError{"TransactionConflictException", Unavailable},
    NamedError{"TransactionInProgressException", Throttled},
    NamedError{"UnauthorizedException", AccessDenied},
    NamedError{"UnrecognizedClientException", AccessDenied},
};
static_assert(std::ranges::is_sorted(kNames, {}, &NamedError::name));

ErrorCode code_of_status(int status) {
    switch (status) {
        case 401:
        case 403:
            return AccessDenied;
        case 404:
            return NotFound;
        case 429:
            return Throttled;
        case 503:
            return Unavailable;
        default:
            return status >= 400 && status < 500 ? InvalidRequest : OutcomeUnknown;
    }
}

}  // namespace

ErrorCode error_code_of(std::string_view name, int status) {
    const auto* const found = std::ranges::lower_bound(kNames, name, {}, &NamedError::name);
    return found != kNames.end() && found->name == name ? found->code : code_of_status(status);
}

std::string_view bare_error_name(std::string_view type) {
    type = type.substr(0, type.find(':'));
    const std::size_t hash = type.rfind('#');
    return hash == std::string_view::npos ? type : type.substr(hash + 1);
}

bool is_expired_credentials(std::string_view name) {
    return name == "ExpiredToken" || name == "ExpiredTokenException" || name == "RequestExpired";
}

}  // namespace sosw::wire
