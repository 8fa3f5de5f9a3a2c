#include "backends/wire/dynamo_db/dynamo_db_error.hpp"

#include <algorithm>
#include <array>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/throttling.hpp"

namespace sosw::wire {

namespace {

/// Errors that the framework around the service gives, not the service.
constexpr std::array<std::string_view, 12> kFrameworkErrors{
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InternalFailure",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "OptInRequired",
    "RequestTimeoutException",
    "SerializationException",
    "ServiceUnavailable",
    "UnknownOperationException",
    "UnrecognizedClientException"};

std::string name_of(const Error& error) {
    if (!error.name.empty()) {
        return error.name;
    }
    switch (error.code) {
        case ErrorCode::ConditionFailed:
            return "ConditionalCheckFailedException";
        case ErrorCode::NotFound:
            return "ResourceNotFoundException";
        case ErrorCode::Throttled:
            return "ThrottlingException";
        case ErrorCode::AccessDenied:
            return "AccessDeniedException";
        case ErrorCode::InvalidRequest:
            return "ValidationException";
        case ErrorCode::Unavailable:
        case ErrorCode::OutcomeUnknown:
            return "InternalServerError";
    }
    return "InternalServerError";
}

int status_of(ErrorCode code, std::string_view name) {
    if (name == "ServiceUnavailable") {
        return 503;
    }
    const bool ours = code == ErrorCode::Unavailable || code == ErrorCode::OutcomeUnknown ||
                      name == "InternalServerError" || name == "InternalFailure";
    return ours ? 500 : 400;
}

void write_reasons(JsonWriter& writer, const TransactionCanceled& cancelled) {
    writer.key("CancellationReasons");
    writer.begin_array();
    for (const TransactionCanceled::Reason& reason : cancelled.reasons) {
        writer.begin_object();
        writer.member("Code", reason.code);
        if (!reason.message.empty()) {
            writer.member("Message", reason.message);
        }
        if (reason.item) {
            writer.key("Item");
            write_item(writer, *reason.item);
        }
        writer.end_object();
    }
    writer.end_array();
}

void write_reasons(JsonWriter& writer, const RequestThrottled& throttled) {
    writer.key("ThrottlingReasons");
    writer.begin_array();
    for (const ThrottlingReason& reason : throttled.reasons) {
        writer.begin_object();
        writer.member("reason", reason.reason);
        writer.member("resource", reason.resource);
        writer.end_object();
    }
    writer.end_array();
}

void write_details(JsonWriter& writer, const Error& error) {
    if (const auto* cancelled = error.detail<TransactionCanceled>()) {
        write_reasons(writer, *cancelled);
    }
    if (const auto* failed = error.detail<ConditionCheckFailed>()) {
        writer.key("Item");
        write_item(writer, failed->item);
    }
    if (const auto* throttled = error.detail<RequestThrottled>()) {
        write_reasons(writer, *throttled);
    }
}

/// Which of the two spellings a client finds depends on who made the error.
std::string_view message_key(std::string_view name) {
    const bool capital = name == "SerializationException" ||
                         name == "TransactionCanceledException" || name == "AccessDeniedException";
    return capital ? "Message" : "message";
}

}  // namespace

std::string qualified_error_name(std::string_view name) {
    std::string_view package = "com.amazonaws.dynamodb.v20120810#";
    if (name == "ValidationException") {
        package = "com.amazon.coral.validate#";
    } else if (name == "ThrottlingException") {
        package = "com.amazon.coral.availability#";
    } else if (std::ranges::find(kFrameworkErrors, name) != kFrameworkErrors.end()) {
        package = "com.amazon.coral.service#";
    }
    return std::string{package}.append(name);
}

HttpResponse dynamo_db_error_response(const Error& error, std::string_view content_type) {
    const std::string name = name_of(error);
    HttpResponse response{.status = status_of(error.code, name)};
    response.headers.add("Content-Type", std::string{content_type});
    JsonWriter writer{response.body};
    writer.begin_object();
    writer.member("__type", qualified_error_name(name));
    write_details(writer, error);
    if (!error.message.empty()) {
        writer.member(message_key(name), error.message);
    }
    writer.end_object();
    return response;
}

}  // namespace sosw::wire
