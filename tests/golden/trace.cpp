#include "tests/golden/trace.hpp"

#include <fstream>
#include <sstream>

#include "core/tasks/json_text.hpp"

namespace sosw::golden {

const AttributeValue& member(const Map& object, const std::string& name) {
    const AttributeValue* value = object.find(name);
    if (value == nullptr) {
        throw MalformedFile{"`" + name + "` is missing in " + to_json(object).substr(0, 200)};
    }
    return *value;
}

const Map& as_object(const AttributeValue& value) {
    const auto* object = value.get_if<Map>();
    if (object == nullptr) {
        throw MalformedFile{"expected an object, found " + to_json(value).substr(0, 200)};
    }
    return *object;
}

const Map& object_member(const Map& object, const std::string& name) {
    return as_object(member(object, name));
}

const List& list_member(const Map& object, const std::string& name) {
    const auto* list = member(object, name).get_if<List>();
    if (list == nullptr) {
        throw MalformedFile{"`" + name + "` is no array"};
    }
    return *list;
}

std::string as_text(const AttributeValue& value) {
    const auto text = value.as_string();
    if (!text) {
        throw MalformedFile{"expected a string, found " + to_json(value).substr(0, 200)};
    }
    return std::string{*text};
}

std::int64_t as_integer(const AttributeValue& value) {
    const auto number = value.as_int64();
    if (!number) {
        throw MalformedFile{"expected a number, found " + to_json(value).substr(0, 200)};
    }
    return *number;
}

std::string text_member(const Map& object, const std::string& name) {
    return as_text(member(object, name));
}

Map object_or_empty(const Map& object, const std::string& name) {
    const AttributeValue* value = object.find(name);
    return value != nullptr ? as_object(*value) : Map{};
}

Map read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
        throw MalformedFile{"cannot be read"};
    }
    Result<AttributeValue> parsed = parse_json(text.str());
    if (!parsed) {
        throw MalformedFile{parsed.error().message};
    }
    return as_object(*parsed);
}

}  // namespace sosw::golden
