#include "backends/wire/dynamo_db/shape.hpp"

#include <string>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "backends/wire/dynamo_db/constraints.hpp"

namespace sosw::wire {

namespace {

Result<void> check_type(const Json& json, const Shape& shape, Place place);

Result<void> check_members(const Json& json, const Shape& shape, Place place) {
    TRY(read_structure(json, shape.name, place));
    for (const Member& member : shape.members) {
        if (const std::optional<Json> value = member_of(json, member.name)) {
            TRY(check_type(*value, *member.shape, Place::Member));
        }
    }
    return {};
}

Result<void> check_elements(const Json& json, const Shape& shape) {
    for (const Json element : TRY(read_list(json))) {
        if (!element.is_null()) {
            TRY(check_type(element, *shape.element, Place::Element));
        }
    }
    return {};
}

Result<void> check_type(const Json& json, const Shape& shape, Place place) {
    switch (shape.kind) {
        case Shape::Kind::String:
            TRY(read_string(json));
            return {};
        case Shape::Kind::Boolean:
            TRY(read_boolean(json));
            return {};
        case Shape::Kind::Integer:
            TRY(read_integer(json, "Integer"));
            return {};
        case Shape::Kind::Long:
            TRY(read_integer(json, "Long"));
            return {};
        case Shape::Kind::List:
            return check_elements(json, shape);
        case Shape::Kind::Structure:
            return check_members(json, shape, place);
    }
    return {};
}

std::string lower_first(std::string_view name) {
    std::string lowered{name};
    if (!lowered.empty() && lowered[0] >= 'A' && lowered[0] <= 'Z') {
        lowered[0] = static_cast<char>(lowered[0] - 'A' + 'a');
    }
    return lowered;
}

/// As Java shows the value in a complaint.
std::string shown(const Json& json, const Shape& shape) {
    std::vector<std::string> parts;
    simdjson::dom::array list;
    if (shape.kind == Shape::Kind::List && !json.get(list)) {
        for (const Json element : list) {
            parts.push_back(shown(element, *shape.element));
        }
        return shown_list(parts);
    }
    if (shape.kind == Shape::Kind::Structure) {
        for (const Member& member : shape.members) {
            const std::optional<Json> value = member_of(json, member.name);
            parts.push_back(fmt::format(
                "{}={}", lower_first(member.name), value ? shown(*value, *member.shape) : "null"
            ));
        }
        return fmt::format("{}({})", shape.name, fmt::join(parts, ", "));
    }
    if (const auto text = read_string(json)) {
        return std::string{*text};
    }
    const auto number = read_integer(json, "Long");
    return number ? std::to_string(*number) : simdjson::minify(json);
}

class Checker {
public:
    void check(const Json& json, const Shape& shape, const std::string& place) {
        if (shape.kind == Shape::Kind::Structure) {
            check_members(json, shape, place);
            return;
        }
        if (shape.kind == Shape::Kind::String) {
            check_text(read_string(json).value_or(""), shape, place);
        } else if (shape.kind == Shape::Kind::Integer || shape.kind == Shape::Kind::Long) {
            const std::int64_t value = read_integer(json, "Long").value_or(0);
            if (shape.min_value) {
                constraints_.at_least(place, value, *shape.min_value);
            }
            if (shape.max_value) {
                constraints_.at_most(place, value, *shape.max_value);
            }
        } else if (shape.kind == Shape::Kind::List) {
            check_list(json, shape, place);
        }
    }

    Result<void> result() const { return constraints_.check(); }

private:
    void check_members(const Json& json, const Shape& shape, const std::string& place) {
        for (const Member& member : shape.members) {
            const std::string at = (place.empty() ? "" : place + ".") + lower_first(member.name);
            const std::optional<Json> value = member_of(json, member.name);
            if (value) {
                check(*value, *member.shape, at);
            } else if (member.required && !is_excused(json, member)) {
                constraints_.not_null(at, false);
            }
        }
    }

    /// A member of the request may have an empty name, too.
    static bool is_excused(const Json& json, const Member& member) {
        return !member.unless.empty() && member_of(json, member.unless).has_value();
    }

    void check_text(std::string_view text, const Shape& shape, const std::string& place) {
        if (!shape.values.empty()) {
            constraints_.one_of(place, text, shape.values);
        }
        const std::string_view name = shape.is_table_name ? table_name_of(text) : text;
        if ((shape.is_plain_name || shape.is_table_name) && !is_plain_name(name)) {
            constraints_.violated(
                place, text, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
            );
        }
        check_length(text, text.size(), shape, place);
    }

    void check_length(
        std::string_view value, std::size_t length, const Shape& shape, const std::string& place
    ) {
        if (shape.min_length) {
            constraints_.length_at_least(place, value, length, *shape.min_length);
        }
        if (shape.max_length) {
            constraints_.length_at_most(place, value, length, *shape.max_length);
        }
    }

    void check_list(const Json& json, const Shape& shape, const std::string& place) {
        simdjson::dom::array list;
        if (json.get(list)) {
            return;
        }
        const bool too_short = shape.min_length && list.size() < *shape.min_length;
        const bool too_long = shape.max_length && list.size() > *shape.max_length;
        if (too_short || too_long) {
            check_length(shown(json, shape), list.size(), shape, place);
        }
        std::size_t number = 0;
        for (const Json element : list) {
            check(element, *shape.element, fmt::format("{}.{}.member", place, ++number));
        }
    }

    Constraints constraints_;
};

}  // namespace

Result<void> check_types(const Json& body, const Shape& shape) {
    return check_type(body, shape, Place::Member);
}

Result<void> check_constraints(const Json& body, const Shape& shape) {
    Checker checker;
    checker.check(body, shape, "");
    return checker.result();
}

std::optional<Json> member_of(const Json& structure, std::string_view name) {
    simdjson::dom::object object;
    Json value;
    if (structure.get(object) || object[name].get(value) || value.is_null()) {
        return std::nullopt;
    }
    return value;
}

}  // namespace sosw::wire
