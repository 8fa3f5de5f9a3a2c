#include "backends/wrap/faults.hpp"

#include <memory>
#include <string>

#include "core/base/ensure.hpp"
#include "core/ports/lambda.hpp"

namespace sosw {

namespace {

std::string_view failure_name(PortService service) {
    switch (service) {
        case PortService::DynamoDb:
            return "InternalServerError";
        case PortService::CloudWatch:
            return "InternalServiceFault";
        case PortService::Lambda:
            return "ServiceException";
        case PortService::Sns:
            return "InternalError";
    }
    ENSURE(false);
}

std::string_view throttle_name(PortService service) {
    switch (service) {
        case PortService::DynamoDb:
            return "ThrottlingException";
        case PortService::CloudWatch:
            return "Throttling";
        case PortService::Lambda:
            return "TooManyRequestsException";
        case PortService::Sns:
            return "Throttled";
    }
    ENSURE(false);
}

}  // namespace

std::string_view to_string(PortService service) {
    switch (service) {
        case PortService::DynamoDb:
            return "dynamodb";
        case PortService::CloudWatch:
            return "cloudwatch";
        case PortService::Lambda:
            return "lambda";
        case PortService::Sns:
            return "sns";
    }
    ENSURE(false);
}

Error unavailable(PortService service) {
    return {
        .code = ErrorCode::Unavailable,
        .name = std::string{failure_name(service)},
        .message = "The service failed before it acted on the request"};
}

Error throttled(PortService service) {
    Error error{
        .code = ErrorCode::Throttled,
        .name = std::string{throttle_name(service)},
        .message = "Rate exceeded"};
    if (service == PortService::Lambda) {
        auto detail = std::make_shared<InvokeThrottled>();
        detail->reason = "CallerRateLimitExceeded";
        error.message += ". Reason: " + detail->reason;
        error.details = std::move(detail);
    }
    return error;
}

Error answer_lost(const PortCall& call) {
    return {
        .code = ErrorCode::OutcomeUnknown,
        .name = "OutcomeUnknown",
        .message = "The connection broke before " + std::string{to_string(call.service)} +
                   " answered " + std::string{call.operation}};
}

}  // namespace sosw
