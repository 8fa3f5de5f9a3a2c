#include "backends/wire/lambda/function_profile.hpp"

#include <simdjson.h>

#include "backends/wire/json_writer.hpp"
#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

using TextMap = std::map<std::string, std::string>;
using simdjson::dom::object;

void write_map(JsonWriter& writer, std::string_view name, const TextMap& map) {
    writer.key(name);
    writer.begin_object();
    for (const auto& [key, value] : map) {
        writer.member(key, value);
    }
    writer.end_object();
}

void read_text(const object& from, std::string_view name, std::string& into) {
    std::string_view text;
    if (from[name].get(text) == simdjson::SUCCESS) {
        into = text;
    }
}

std::int64_t integer_of(const object& from, std::string_view name) {
    std::int64_t number = 0;
    return from[name].get(number) == simdjson::SUCCESS ? number : 0;
}

TextMap map_of(const object& from, std::string_view name) {
    TextMap map;
    object members;
    if (from[name].get(members) != simdjson::SUCCESS) {
        return map;
    }
    for (const auto& [key, value] : members) {
        std::string_view text;
        if (value.get(text) == simdjson::SUCCESS) {
            map.emplace(key, text);
        }
    }
    return map;
}

}  // namespace

std::string profile_text(const FunctionProfile& profile) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    writer.member("runtime", profile.runtime);
    writer.member("role", profile.role);
    writer.member("handler", profile.handler);
    writer.member("description", profile.description);
    writer.member("package_type", profile.package_type);
    writer.member("architecture", profile.architecture);
    write_map(writer, "environment", profile.environment);
    write_map(writer, "tags", profile.tags);
    write_map(writer, "remembered", profile.remembered);
    write_map(writer, "statements", profile.statements);
    writer.member("code_sha256", profile.code_sha256);
    writer.key("code_size");
    writer.integer(profile.code_size);
    writer.member("revision_id", profile.revision_id);
    writer.key("last_modified_us");
    writer.integer(epoch_microseconds(profile.last_modified));
    if (profile.event_invoke_config_at) {
        writer.key("event_invoke_config_at_us");
        writer.integer(epoch_microseconds(*profile.event_invoke_config_at));
        writer.member("destination_config", profile.destination_config);
    }
    writer.end_object();
    return text;
}

FunctionProfile read_profile(std::string_view text) {
    simdjson::dom::parser parser;
    object root;
    ENSURE(parser.parse(text.data(), text.size()).get(root) == simdjson::SUCCESS);
    FunctionProfile profile;
    read_text(root, "runtime", profile.runtime);
    read_text(root, "role", profile.role);
    read_text(root, "handler", profile.handler);
    read_text(root, "description", profile.description);
    read_text(root, "package_type", profile.package_type);
    read_text(root, "architecture", profile.architecture);
    profile.environment = map_of(root, "environment");
    profile.tags = map_of(root, "tags");
    profile.remembered = map_of(root, "remembered");
    profile.statements = map_of(root, "statements");
    read_text(root, "code_sha256", profile.code_sha256);
    profile.code_size = integer_of(root, "code_size");
    read_text(root, "revision_id", profile.revision_id);
    profile.last_modified = from_epoch_microseconds(integer_of(root, "last_modified_us"));
    if (root["event_invoke_config_at_us"].error() == simdjson::SUCCESS) {
        profile.event_invoke_config_at =
            from_epoch_microseconds(integer_of(root, "event_invoke_config_at_us"));
    }
    read_text(root, "destination_config", profile.destination_config);
    return profile;
}

}  // namespace sosw::wire
