#include "backends/wire/lambda/lambda_requests.hpp"

#include <array>
#include <utility>

#include <simdjson.h>

#include "backends/wire/base64.hpp"
#include "backends/wire/lambda/lambda_checks.hpp"

namespace sosw::wire {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr auto kRemembered = std::to_array<std::string_view>({
    "VpcConfig",
    "DeadLetterConfig",
    "KMSKeyArn",
    "TracingConfig",
    "Layers",
    "FileSystemConfigs",
    "ImageConfig",
    "EphemeralStorage",
    "SnapStart",
    "LoggingConfig",
});

Failure not_json(std::string_view why) {
    return fail(
        ErrorCode::InvalidRequest,
        "InvalidRequestContentException",
        "Could not parse request body into json: " + std::string{why}
    );
}

/// A body, parsed; its values live as long.
class Body {
public:
    static Result<Body> parse(std::string_view text) {
        Body body;
        const std::string_view json = text.empty() ? std::string_view{"{}"} : text;
        if (body.parser_->parse(json.data(), json.size()).get(body.root_) != simdjson::SUCCESS) {
            return not_json("the body is no JSON object");
        }
        return body;
    }

    const object& root() const { return root_; }

private:
    Body() : parser_{std::make_unique<simdjson::dom::parser>()} {}

    std::unique_ptr<simdjson::dom::parser> parser_;
    object root_{};
};

/// The member, if it is there and not null.
std::optional<element> find(const object& from, std::string_view name) {
    element value;
    if (from[name].get(value) != simdjson::SUCCESS || value.is_null()) {
        return std::nullopt;
    }
    return value;
}

Result<std::optional<std::string>> text_of(const object& from, std::string_view name) {
    const auto value = find(from, name);
    if (!value) {
        return std::nullopt;
    }
    std::string_view text;
    if (value->get(text) != simdjson::SUCCESS) {
        return not_json("expected a string as " + std::string{name});
    }
    return std::string{text};
}

Result<std::optional<std::int64_t>> integer_of(const object& from, std::string_view name) {
    const auto value = find(from, name);
    if (!value) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    if (value->get(number) != simdjson::SUCCESS) {
        return not_json("expected an integer as " + std::string{name});
    }
    return number;
}

Result<bool> flag_of(const object& from, std::string_view name) {
    const auto value = find(from, name);
    bool flag = false;
    if (value && value->get(flag) != simdjson::SUCCESS) {
        return not_json("expected true or false as " + std::string{name});
    }
    return flag;
}

Result<std::optional<object>> object_of(const object& from, std::string_view name) {
    const auto value = find(from, name);
    if (!value) {
        return std::nullopt;
    }
    object members;
    if (value->get(members) != simdjson::SUCCESS) {
        return not_json("expected an object as " + std::string{name});
    }
    return members;
}

Result<std::optional<TextMap>> map_of(const object& from, std::string_view name) {
    const auto members = TRY(object_of(from, name));
    if (!members) {
        return std::nullopt;
    }
    TextMap map;
    for (const auto& [key, value] : *members) {
        std::string_view text;
        if (value.get(text) != simdjson::SUCCESS) {
            return not_json("expected strings in " + std::string{name});
        }
        map.emplace(key, text);
    }
    return map;
}

TextMap remembered_of(const object& from) {
    TextMap remembered;
    for (const std::string_view name : kRemembered) {
        if (const auto value = find(from, name)) {
            remembered.emplace(name, simdjson::minify(*value));
        }
    }
    return remembered;
}

Result<std::optional<std::string>> zip_of(const object& from) {
    const auto text = TRY(text_of(from, "ZipFile"));
    if (!text) {
        return std::nullopt;
    }
    auto bytes = base64_decode(*text);
    if (!bytes) {
        return not_json("ZipFile is no base64");
    }
    return bytes;
}

Result<FunctionCode> code_of(const object& from) {
    FunctionCode code;
    code.zip_file = TRY(zip_of(from));
    code.s3_bucket = TRY(text_of(from, "S3Bucket"));
    code.s3_key = TRY(text_of(from, "S3Key"));
    code.image_uri = TRY(text_of(from, "ImageUri"));
    return code;
}

Result<std::optional<std::string>> architecture_of(const object& from) {
    const auto value = find(from, "Architectures");
    if (!value) {
        return std::nullopt;
    }
    simdjson::dom::array list;
    std::string_view first;
    if (value->get(list) != simdjson::SUCCESS || list.at(0).get(first) != simdjson::SUCCESS) {
        return not_json("expected a list of one string as Architectures");
    }
    return std::string{first};
}

Result<std::optional<TextMap>> environment_of(const object& from) {
    const auto environment = TRY(object_of(from, "Environment"));
    if (!environment) {
        return std::nullopt;
    }
    return TRY(map_of(*environment, "Variables")).value_or(TextMap{});
}

/// What creation and update of a configuration share.
Result<FunctionChange> configuration_of(const object& from) {
    FunctionChange change;
    change.runtime = TRY(text_of(from, "Runtime"));
    change.role = TRY(text_of(from, "Role"));
    change.handler = TRY(text_of(from, "Handler"));
    change.description = TRY(text_of(from, "Description"));
    change.timeout_seconds = TRY(integer_of(from, "Timeout"));
    change.memory_size_mb = TRY(integer_of(from, "MemorySize"));
    change.environment = TRY(environment_of(from));
    change.remembered = remembered_of(from);
    change.revision_id = TRY(text_of(from, "RevisionId"));
    return change;
}

}  // namespace

Result<FunctionChange> read_create_function(std::string_view body) {
    const Body parsed = TRY(Body::parse(body));
    const object& root = parsed.root();
    FunctionChange change = TRY(configuration_of(root));
    change.function_name = TRY(text_of(root, "FunctionName"));
    change.package_type = TRY(text_of(root, "PackageType"));
    change.architecture = TRY(architecture_of(root));
    change.tags = TRY(map_of(root, "Tags")).value_or(TextMap{});
    const auto code = TRY(object_of(root, "Code"));
    if (code) {
        change.code = TRY(code_of(*code));
    }
    LambdaChecks checks;
    checks.present("code", code.has_value());
    checks.present("functionName", change.function_name.has_value());
    checks.present("role", change.role.has_value());
    checks.configuration(change);
    TRY(checks.result());
    return change;
}

Result<FunctionChange> read_update_configuration(std::string_view body) {
    const Body parsed = TRY(Body::parse(body));
    FunctionChange change = TRY(configuration_of(parsed.root()));
    LambdaChecks checks;
    checks.configuration(change);
    TRY(checks.result());
    return change;
}

Result<FunctionChange> read_update_code(std::string_view body) {
    const Body parsed = TRY(Body::parse(body));
    FunctionChange change;
    change.code = TRY(code_of(parsed.root()));
    change.architecture = TRY(architecture_of(parsed.root()));
    change.revision_id = TRY(text_of(parsed.root(), "RevisionId"));
    change.dry_run = TRY(flag_of(parsed.root(), "DryRun"));
    LambdaChecks checks;
    checks.configuration(change);
    TRY(checks.result());
    return change;
}

Result<std::int64_t> read_reserved_concurrency(std::string_view body) {
    const Body parsed = TRY(Body::parse(body));
    const auto reserved = TRY(integer_of(parsed.root(), "ReservedConcurrentExecutions"));
    LambdaChecks checks;
    checks.present("reservedConcurrentExecutions", reserved.has_value());
    checks.at_least("reservedConcurrentExecutions", reserved, 0);
    TRY(checks.result());
    return *reserved;
}

Result<EventInvokeChange> read_event_invoke_config(std::string_view body) {
    const Body parsed = TRY(Body::parse(body));
    EventInvokeChange change;
    change.maximum_retry_attempts = TRY(integer_of(parsed.root(), "MaximumRetryAttempts"));
    change.maximum_event_age_seconds = TRY(integer_of(parsed.root(), "MaximumEventAgeInSeconds"));
    if (TRY(object_of(parsed.root(), "DestinationConfig"))) {
        change.destination_config = simdjson::minify(*find(parsed.root(), "DestinationConfig"));
    }
    LambdaChecks checks;
    checks.between("maximumRetryAttempts", change.maximum_retry_attempts, 0, 2);
    checks.between("maximumEventAgeInSeconds", change.maximum_event_age_seconds, 60, 21'600);
    TRY(checks.result());
    return change;
}

Result<PermissionRequest> read_permission(std::string_view body) {
    const Body parsed = TRY(Body::parse(body));
    const object& root = parsed.root();
    const auto statement_id = TRY(text_of(root, "StatementId"));
    const auto action = TRY(text_of(root, "Action"));
    const auto principal = TRY(text_of(root, "Principal"));
    LambdaChecks checks;
    checks.present("statementId", statement_id.has_value());
    checks.present("action", action.has_value());
    checks.present("principal", principal.has_value());
    TRY(checks.result());
    PermissionRequest request{
        .statement_id = *statement_id, .action = *action, .principal = *principal};
    request.source_arn = TRY(text_of(root, "SourceArn"));
    request.source_account = TRY(text_of(root, "SourceAccount"));
    request.revision_id = TRY(text_of(root, "RevisionId"));
    return request;
}

Result<TextMap> read_tags(std::string_view body) {
    const Body parsed = TRY(Body::parse(body));
    const auto tags = TRY(map_of(parsed.root(), "Tags"));
    LambdaChecks checks;
    checks.present("tags", tags.has_value());
    TRY(checks.result());
    return *tags;
}

}  // namespace sosw::wire
