#include "backends/wire/lambda/lambda_request_bodies.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include "backends/wire/base64.hpp"
#include "backends/wire/json_writer.hpp"

namespace sosw::wire {

namespace {

void write(JsonWriter& writer, std::string_view name, const std::optional<std::string>& text) {
    if (text) {
        writer.member(name, *text);
    }
}

void write(JsonWriter& writer, std::string_view name, const std::optional<std::int64_t>& number) {
    if (number) {
        writer.key(name);
        writer.integer(*number);
    }
}

void write_map(JsonWriter& writer, const TextMap& map) {
    writer.begin_object();
    for (const auto& [name, value] : map) {
        writer.member(name, value);
    }
    writer.end_object();
}

void write_code(JsonWriter& writer, const FunctionCode& code) {
    writer.key("Code");
    writer.begin_object();
    if (code.zip_file) {
        writer.member("ZipFile", base64_encode(*code.zip_file));
    }
    write(writer, "S3Bucket", code.s3_bucket);
    write(writer, "S3Key", code.s3_key);
    write(writer, "ImageUri", code.image_uri);
    writer.end_object();
}

}  // namespace

std::string create_function_body(const FunctionChange& change) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    write(writer, "FunctionName", change.function_name);
    write(writer, "Runtime", change.runtime);
    write(writer, "Role", change.role);
    write(writer, "Handler", change.handler);
    write(writer, "Description", change.description);
    write(writer, "PackageType", change.package_type);
    write(writer, "Timeout", change.timeout_seconds);
    write(writer, "MemorySize", change.memory_size_mb);
    if (change.architecture) {
        writer.key("Architectures");
        writer.begin_array();
        writer.string(*change.architecture);
        writer.end_array();
    }
    if (change.environment) {
        writer.key("Environment");
        writer.begin_object();
        writer.key("Variables");
        write_map(writer, *change.environment);
        writer.end_object();
    }
    if (!change.tags.empty()) {
        writer.key("Tags");
        write_map(writer, change.tags);
    }
    for (const auto& [name, json] : change.remembered) {
        writer.key(name);
        writer.raw(json);
    }
    write_code(writer, change.code);
    writer.end_object();
    return text;
}

std::string event_invoke_config_body(const EventInvokeChange& change) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    write(writer, "MaximumRetryAttempts", change.maximum_retry_attempts);
    write(writer, "MaximumEventAgeInSeconds", change.maximum_event_age_seconds);
    if (change.destination_config) {
        writer.key("DestinationConfig");
        writer.raw(*change.destination_config);
    }
    writer.end_object();
    return text;
}

}  // namespace sosw::wire
