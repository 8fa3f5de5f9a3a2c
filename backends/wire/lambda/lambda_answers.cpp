#include "backends/wire/lambda/lambda_answers.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "backends/wire/base64.hpp"
#include "backends/wire/json_writer.hpp"
#include "backends/wire/lambda/zip_archive.hpp"

namespace sosw::wire {

namespace {

constexpr std::int64_t kCodeSizeMax = 80'530'636'800;

/// One JSON object, made by `write`.
template <typename Write>
std::string object_text(Write write) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    write(writer);
    writer.end_object();
    return text;
}

void write_integer(JsonWriter& writer, std::string_view name, std::int64_t value) {
    writer.key(name);
    writer.integer(value);
}

void write_raw(JsonWriter& writer, std::string_view name, std::string_view json) {
    writer.key(name);
    writer.raw(json);
}

void write_map(JsonWriter& writer, std::string_view name, const TextMap& map) {
    writer.key(name);
    writer.begin_object();
    for (const auto& [key, value] : map) {
        writer.member(key, value);
    }
    writer.end_object();
}

/// What was sent under `name`, or what AWS says where nothing was.
std::string_view remembered_or(
    const FunctionProfile& profile, const std::string& name, std::string_view fallback
) {
    const auto found = profile.remembered.find(name);
    return found == profile.remembered.end() ? fallback : std::string_view{found->second};
}

void write_remembered(JsonWriter& writer, const FunctionDescription& function) {
    const FunctionProfile& profile = function.profile;
    for (const char* name : {"VpcConfig", "DeadLetterConfig", "KMSKeyArn", "FileSystemConfigs"}) {
        if (const auto json = remembered_or(profile, name, ""); !json.empty()) {
            write_raw(writer, name, json);
        }
    }
    write_raw(
        writer,
        "TracingConfig",
        remembered_or(profile, "TracingConfig", R"({"Mode":"PassThrough"})")
    );
    write_raw(
        writer, "EphemeralStorage", remembered_or(profile, "EphemeralStorage", R"({"Size":512})")
    );
    write_raw(writer, "SnapStart", R"({"ApplyOn":"None","OptimizationStatus":"Off"})");
    const std::string logging = object_text([&](JsonWriter& inner) {
        inner.member("LogFormat", "Text");
        inner.member("LogGroup", "/aws/lambda/" + function.function_name);
    });
    write_raw(writer, "LoggingConfig", remembered_or(profile, "LoggingConfig", logging));
}

void write_configuration(JsonWriter& writer, const FunctionDescription& function) {
    const FunctionProfile& profile = function.profile;
    writer.begin_object();
    writer.member("FunctionName", function.function_name);
    writer.member("FunctionArn", function.function_arn);
    if (profile.package_type == "Zip") {
        writer.member("Runtime", profile.runtime);
    }
    writer.member("Role", profile.role);
    if (profile.package_type == "Zip") {
        writer.member("Handler", profile.handler);
    }
    write_integer(writer, "CodeSize", profile.code_size);
    writer.member("Description", profile.description);
    write_integer(writer, "Timeout", function.timeout_seconds);
    write_integer(writer, "MemorySize", function.memory_size_mb);
    writer.member("LastModified", lambda_timestamp(profile.last_modified));
    writer.member("CodeSha256", profile.code_sha256);
    writer.member("Version", "$LATEST");
    if (!profile.environment.empty()) {
        writer.key("Environment");
        writer.begin_object();
        write_map(writer, "Variables", profile.environment);
        writer.end_object();
    }
    writer.member("RevisionId", profile.revision_id);
    writer.member("State", "Active");
    writer.member("LastUpdateStatus", "Successful");
    writer.member("PackageType", profile.package_type);
    writer.key("Architectures");
    writer.begin_array();
    writer.string(profile.architecture);
    writer.end_array();
    write_remembered(writer, function);
    writer.end_object();
}

void write_event_invoke(JsonWriter& writer, const EventInvokeDescription& config) {
    writer.begin_object();
    writer.key("LastModified");
    const std::int64_t milliseconds = epoch_microseconds(config.last_modified) / 1000;
    writer.raw(fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000));
    writer.member("FunctionArn", config.function_arn);
    write_integer(writer, "MaximumRetryAttempts", config.maximum_retry_attempts);
    write_integer(writer, "MaximumEventAgeInSeconds", config.maximum_event_age_seconds);
    write_raw(
        writer,
        "DestinationConfig",
        config.destination_config.empty() ? R"({"OnSuccess":{},"OnFailure":{}})"
                                          : std::string_view{config.destination_config}
    );
    writer.end_object();
}

/// `"s3.amazonaws.com"` is a service, twelve digits are an account, an ARN is itself.
void write_principal(JsonWriter& writer, std::string_view principal) {
    writer.key("Principal");
    if (principal == "*") {
        writer.string(principal);
        return;
    }
    writer.begin_object();
    const bool is_account =
        std::ranges::all_of(principal, [](char c) { return c >= '0' && c <= '9'; });
    if (is_account) {
        writer.member("AWS", "arn:aws:iam::" + std::string{principal} + ":root");
    } else {
        writer.member(principal.starts_with("arn:") ? "AWS" : "Service", principal);
    }
    writer.end_object();
}

void write_conditions(JsonWriter& writer, const PermissionRequest& request) {
    if (!request.source_arn && !request.source_account) {
        return;
    }
    writer.key("Condition");
    writer.begin_object();
    if (request.source_account) {
        write_map(writer, "StringEquals", {{"AWS:SourceAccount", *request.source_account}});
    }
    if (request.source_arn) {
        write_map(writer, "ArnLike", {{"AWS:SourceArn", *request.source_arn}});
    }
    writer.end_object();
}

int status_of(const Error& error) {
    struct Status {
        std::string_view name;
        int status;
    };
    constexpr auto kStatuses = std::to_array<Status>({
        {"ResourceNotFoundException", 404},
        {"UnknownOperationException", 404},
        {"ResourceConflictException", 409},
        {"PreconditionFailedException", 412},
        {"RequestTooLargeException", 413},
        {"TooManyRequestsException", 429},
        {"ServiceException", 500},
    });
    const auto found = std::ranges::find(kStatuses, error.name, &Status::name);
    return found == kStatuses.end() ? 400 : found->status;
}

/// The gateway before Lambda spells `message` in small letters, Lambda itself does not.
bool is_of_gateway(const Error& error) {
    return error.name == "ValidationException" || error.name == "UnknownOperationException";
}

}  // namespace

std::string lambda_timestamp(Timestamp at) {
    const Timestamp second = std::chrono::floor<std::chrono::seconds>(at);
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(at - second).count();
    std::string text = format_timestamp(second);
    text.pop_back();  // The Z.
    return text + fmt::format(".{:03}+0000", milliseconds);
}

HttpResponse json_answer(int status, std::string body) {
    HttpResponse response{.status = status};
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

std::string configuration_body(const FunctionDescription& function) {
    std::string text;
    JsonWriter writer{text};
    write_configuration(writer, function);
    return text;
}

std::string function_body(const FunctionDescription& function, std::string_view code_location) {
    return object_text([&](JsonWriter& writer) {
        writer.key("Configuration");
        write_configuration(writer, function);
        writer.key("Code");
        writer.begin_object();
        writer.member("RepositoryType", function.profile.package_type == "Zip" ? "S3" : "ECR");
        writer.member("Location", code_location);
        writer.end_object();
        if (!function.profile.tags.empty()) {
            write_map(writer, "Tags", function.profile.tags);
        }
        if (function.reserved_concurrency) {
            writer.key("Concurrency");
            writer.begin_object();
            write_integer(writer, "ReservedConcurrentExecutions", *function.reserved_concurrency);
            writer.end_object();
        }
    });
}

std::string function_list_body(
    std::string_view list,
    const std::vector<FunctionDescription>& functions,
    const std::optional<std::string>& next_marker
) {
    return object_text([&](JsonWriter& writer) {
        if (next_marker) {
            writer.member("NextMarker", *next_marker);
        } else {
            write_raw(writer, "NextMarker", "null");
        }
        writer.key(list);
        writer.begin_array();
        for (const FunctionDescription& function : functions) {
            write_configuration(writer, function);
        }
        writer.end_array();
    });
}

std::string concurrency_body(std::optional<std::int64_t> reserved) {
    return object_text([&](JsonWriter& writer) {
        if (reserved) {
            write_integer(writer, "ReservedConcurrentExecutions", *reserved);
        }
    });
}

std::string event_invoke_body(const EventInvokeDescription& config) {
    std::string text;
    JsonWriter writer{text};
    write_event_invoke(writer, config);
    return text;
}

std::string event_invoke_list_body(const std::vector<EventInvokeDescription>& configs) {
    return object_text([&](JsonWriter& writer) {
        writer.key("FunctionEventInvokeConfigs");
        writer.begin_array();
        for (const EventInvokeDescription& config : configs) {
            write_event_invoke(writer, config);
        }
        writer.end_array();
    });
}

std::string tags_body(const TextMap& tags) {
    return object_text([&](JsonWriter& writer) { write_map(writer, "Tags", tags); });
}

std::string account_body(const AccountDescription& account) {
    return object_text([&](JsonWriter& writer) {
        writer.key("AccountLimit");
        writer.begin_object();
        write_integer(writer, "TotalCodeSize", kCodeSizeMax);
        write_integer(writer, "CodeSizeUnzipped", kUnpackedSizeMax);
        write_integer(writer, "CodeSizeZipped", 52'428'800);
        write_integer(writer, "ConcurrentExecutions", account.concurrency);
        write_integer(writer, "UnreservedConcurrentExecutions", account.unreserved_concurrency);
        writer.end_object();
        writer.key("AccountUsage");
        writer.begin_object();
        write_integer(writer, "TotalCodeSize", account.code_size);
        write_integer(writer, "FunctionCount", account.functions);
        writer.end_object();
    });
}

std::string policy_statement(const PermissionRequest& request, std::string_view function_arn) {
    return object_text([&](JsonWriter& writer) {
        writer.member("Sid", request.statement_id);
        writer.member("Effect", "Allow");
        write_principal(writer, request.principal);
        writer.member("Action", request.action);
        writer.member("Resource", function_arn);
        write_conditions(writer, request);
    });
}

std::string permission_body(std::string_view statement) {
    return object_text([&](JsonWriter& writer) { writer.member("Statement", statement); });
}

std::string policy_body(const TextMap& statements, std::string_view revision_id) {
    const std::string policy = object_text([&](JsonWriter& writer) {
        writer.member("Version", "2012-10-17");
        writer.member("Id", "default");
        writer.key("Statement");
        writer.begin_array();
        for (const auto& [id, statement] : statements) {
            writer.raw(statement);
        }
        writer.end_array();
    });
    return object_text([&](JsonWriter& writer) {
        writer.member("Policy", policy);
        writer.member("RevisionId", revision_id);
    });
}

HttpResponse invoke_answer(const InvokeOutput& output, const std::optional<std::string>& log_tail) {
    HttpResponse response{.status = output.status_code};
    HttpHeaders& headers = response.headers;
    headers.add("Content-Type", "application/json");
    headers.add("x-amzn-RequestId", output.request_id);
    headers.add("x-amzn-Remapped-Content-Length", "0");
    if (output.status_code != 200) {
        return response;
    }
    if (!output.function_error.empty()) {
        headers.add("X-Amz-Function-Error", output.function_error);
    }
    headers.add("X-Amz-Executed-Version", "$LATEST");
    if (log_tail) {
        headers.add("X-Amz-Log-Result", base64_encode(*log_tail));
    }
    response.body = output.payload;
    return response;
}

HttpResponse lambda_error(const Error& error) {
    const auto* const throttled = error.detail<InvokeThrottled>();
    std::string body = object_text([&](JsonWriter& writer) {
        if (is_of_gateway(error)) {
            writer.member("message", error.message);
            return;
        }
        if (throttled != nullptr) {
            writer.member("Reason", throttled->reason);
        }
        writer.member("Type", status_of(error) >= 500 ? "Service" : "User");
        writer.member(
            throttled != nullptr ? "message" : "Message",
            throttled != nullptr ? "Rate Exceeded." : std::string_view{error.message}
        );
    });
    HttpResponse response = json_answer(status_of(error), std::move(body));
    response.headers.add("x-amzn-ErrorType", error.name);
    if (throttled != nullptr) {
        response.headers.add("Retry-After", "1");
    }
    return response;
}

}  // namespace sosw::wire
