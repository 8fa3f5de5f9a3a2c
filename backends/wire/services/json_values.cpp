#include "backends/wire/services/json_values.hpp"

#include <cmath>

#include <simdjson.h>

#include "backends/wire/base64.hpp"
#include "backends/wire/json_writer.hpp"
#include "backends/wire/services/timestamps.hpp"

namespace sosw::wire {
namespace {

/// Deeper bodies are refused by the parser.
constexpr std::size_t kDepthMax = 256;

Value value_of(const simdjson::dom::element& element);

Value list_of(const simdjson::dom::array& array) {
    Value list = Value::list();
    for (const simdjson::dom::element item : array) {
        list.push(value_of(item));
    }
    return list;
}

Value structure_of(const simdjson::dom::object& object) {
    Value structure = Value::structure();
    for (const simdjson::dom::key_value_pair member : object) {
        structure.set(std::string{member.key}, value_of(member.value));
    }
    return structure;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kDepthMax.
Value value_of(const simdjson::dom::element& element) {
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
        case Type::ARRAY:
            return list_of(simdjson::dom::array{element});
        case Type::OBJECT:
            return structure_of(simdjson::dom::object{element});
        case Type::INT64:
            return Value{std::int64_t{element}};
        case Type::UINT64:
            return Value{static_cast<double>(std::uint64_t{element})};
        case Type::DOUBLE:
            return Value{double{element}};
        case Type::STRING:
            return Value{std::string_view{element}};
        case Type::BOOL:
            return Value{bool{element}};
        case Type::NULL_VALUE:
            break;
    }
    return {};
}

Failure unreadable() {
    return fail(ErrorCode::InvalidRequest, "SerializationException", "Unable to parse the body");
}

void write(JsonWriter& writer, const Value& value);

void write_number(JsonWriter& writer, double number) {
    const std::string text = number_text(number);
    if (std::isfinite(number)) {
        writer.raw(text);
    } else {
        writer.string(text);
    }
}

void write_structure(JsonWriter& writer, const Value::Structure& members) {
    writer.begin_object();
    for (const Value::Member& member : members) {
        writer.key(member.name);
        write(writer, member.value);
    }
    writer.end_object();
}

void write_list(JsonWriter& writer, const Value::List& list) {
    writer.begin_array();
    for (const Value& item : list.items) {
        write(writer, item);
    }
    writer.end_array();
}

void write(JsonWriter& writer, const Value& value) {
    if (const auto* text = value.get_if<std::string>()) {
        writer.string(*text);
    } else if (const auto* members = value.get_if<Value::Structure>()) {
        write_structure(writer, *members);
    } else if (const auto* map = value.get_if<Value::Map>()) {
        write_structure(writer, map->entries);
    } else if (const auto* list = value.get_if<Value::List>()) {
        write_list(writer, *list);
    } else if (const auto* integer = value.get_if<std::int64_t>()) {
        writer.integer(*integer);
    } else if (const auto* number = value.get_if<double>()) {
        write_number(writer, *number);
    } else if (const auto* boolean = value.get_if<bool>()) {
        writer.boolean(*boolean);
    } else if (const auto* at = value.get_if<Timestamp>()) {
        writer.raw(epoch_seconds_json(*at));
    } else if (const auto* bytes = value.get_if<Bytes>()) {
        writer.string(base64_encode(bytes->data));
    } else {
        writer.null();
    }
}

}  // namespace

Result<Value> read_json_structure(std::string_view body) {
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return Value::structure();
    }
    simdjson::dom::parser parser;
    if (parser.allocate(body.size(), kDepthMax) != simdjson::SUCCESS) {
        return unreadable();
    }
    simdjson::dom::element root;
    if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) {
        return unreadable();
    }
    if (!root.is_object()) {
        return unreadable();
    }
    return value_of(root);
}

std::string write_json(const Value& value) {
    std::string text;
    JsonWriter writer{text};
    write(writer, value);
    return text;
}

}  // namespace sosw::wire
