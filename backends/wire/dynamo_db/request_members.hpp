#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/ports/dynamo_db.hpp"

/// Members of a request's JSON, most of which are left out where nobody set them.

namespace sosw::wire {

/// A JSON object that grows member by member; it is closed with this object's life.
class Members {
public:
    explicit Members(JsonWriter& writer) : writer_{writer} { writer_.begin_object(); }
    Members(const Members&) = delete;
    Members& operator=(const Members&) = delete;
    ~Members() { writer_.end_object(); }

    JsonWriter& writer() { return writer_; }
    JsonWriter& key(std::string_view name) {
        writer_.key(name);
        return writer_;
    }
    void text(std::string_view name, std::string_view value) { writer_.member(name, value); }
    /// Nothing where `value` is empty.
    void some_text(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            text(name, value);
        }
    }
    /// Nothing where `value` is false.
    void flag(std::string_view name, bool value) {
        if (value) {
            key(name).boolean(true);
        }
    }
    void integer(std::string_view name, const std::optional<std::int64_t>& value) {
        if (value) {
            key(name).integer(*value);
        }
    }
    void item(std::string_view name, const Item& value) { write_item(key(name), value); }
    void names(const ExpressionAttributeNames& names) {
        if (names.empty()) {
            return;
        }
        Members object{key("ExpressionAttributeNames")};
        for (const auto& [placeholder, name] : names) {
            object.text(placeholder, name);
        }
    }
    void values(const ExpressionAttributeValues& values) {
        if (values.empty()) {
            return;
        }
        Members object{key("ExpressionAttributeValues")};
        for (const auto& [placeholder, value] : values) {
            write_attribute_value(object.key(placeholder), value);
        }
    }
    template <typename Elements, typename Write>
    void list(std::string_view name, const Elements& elements, Write write) {
        key(name).begin_array();
        for (const auto& element : elements) {
            write(element);
        }
        writer_.end_array();
    }

private:
    JsonWriter& writer_;
};

/// The text of one JSON object.
template <typename Fill>
std::string object_of(Fill fill) {
    std::string body;
    JsonWriter writer{body};
    {
        Members members{writer};
        fill(members);
    }
    return body;
}

}  // namespace sosw::wire
