#include "backends/wire/dynamo_db/attribute_codec.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "backends/wire/base64.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::wire {

namespace {

constexpr int kNestingMax = 32;
constexpr std::size_t kFewAttributes = 24;

/// The last of equal names counts, as in every JSON parser of AWS.
void drop_repeated(Map& map) {
    std::vector<const Attribute*> sorted;
    sorted.reserve(map.size());
    for (const Attribute& attribute : map) {
        sorted.push_back(&attribute);
    }
    std::ranges::stable_sort(sorted, {}, [](const Attribute* a) -> const std::string& {
        return a->name;
    });
    std::vector<const Attribute*> repeated;
    for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
        if (sorted[i]->name == sorted[i + 1]->name) {
            repeated.push_back(sorted[i]);
        }
    }
    if (repeated.empty()) {
        return;
    }
    std::ranges::sort(repeated);
    Map kept;
    for (Attribute& attribute : map) {
        if (!std::ranges::binary_search(repeated, &attribute)) {
            kept.append(std::move(attribute.name), std::move(attribute.value));
        }
    }
    map = std::move(kept);
}

bool repeats_a_name(const Map& map) {
    for (const Attribute* later = map.begin(); later != map.end(); ++later) {
        for (const Attribute* earlier = map.begin(); earlier != later; ++earlier) {
            if (earlier->name == later->name) {
                return true;
            }
        }
    }
    return false;
}

bool has_equal(std::vector<std::string_view> elements) {
    std::ranges::sort(elements);
    return std::ranges::adjacent_find(elements) != elements.end();
}

bool has_equal(const std::vector<std::string>& elements) {
    constexpr std::size_t kFew = 8;
    if (elements.size() > kFew) {
        return has_equal(std::vector<std::string_view>{elements.begin(), elements.end()});
    }
    for (std::size_t i = 0; i < elements.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (elements[i] == elements[j]) {
                return true;
            }
        }
    }
    return false;
}

/// Reads values, and remembers the first problem of their contents.
class ValueReader {
public:
    std::optional<Error> take_problem() { return std::move(problem_); }

    /// `depth` counts the lists and maps around the value.
    Result<AttributeValue> value(const Json& json, Place place, int depth) {
        if (json.is_null()) {
            note(
                "Supplied AttributeValue is empty, must contain exactly one of the supported "
                "datatypes"
            );
            return AttributeValue{};
        }
        const simdjson::dom::object types = TRY(read_structure(json, "AttributeValue", place));
        AttributeValue made;
        int count = 0;
        for (const auto [name, content] : types) {
            if (!content.is_null() && TRY(content_of(name, content, depth, made))) {
                ++count;
            }
        }
        if (count == 0) {
            note(
                "Supplied AttributeValue is empty, must contain exactly one of the supported "
                "datatypes"
            );
        } else if (count > 1) {
            note(
                "Supplied AttributeValue has more than one datatypes set, must contain exactly "
                "one of the supported datatypes"
            );
        }
        return made;
    }

    Result<Map> map(const simdjson::dom::object& json, int depth) {
        Map made;
        made.reserve(json.size());
        for (const auto [name, element] : json) {
            made.append(std::string{name}, TRY(value(element, Place::Element, depth)));
        }
        if (made.size() > kFewAttributes || repeats_a_name(made)) {
            drop_repeated(made);
        }
        return made;
    }

private:
    void note(std::string message) {
        if (!problem_) {
            problem_ = validation_error(std::move(message)).value();
        }
    }
    void note_parameter(std::string_view problem) {
        note(fmt::format("One or more parameter values were invalid: {}", problem));
    }
    void note_number(const Result<void>& checked) {
        if (!checked && !problem_) {
            problem_ = checked.error();
        }
    }

    /// Reads what stands under a type's name. False: no type is called so.
    Result<bool> content_of(
        std::string_view type, const Json& json, int depth, AttributeValue& made
    ) {
        if (type == "S") {
            made = TRY(read_string(json));
        } else if (type == "N") {
            made = AttributeValue::number(std::string{TRY(read_string(json))});
            note_number(check_number(made.get_if<Number>()->text));
        } else if (type == "BOOL") {
            made = AttributeValue::boolean(TRY(read_boolean(json)));
        } else if (type == "M") {
            const simdjson::dom::object map_json = TRY(read_map(json, "AttributeValue"));
            check_depth(depth);
            made = AttributeValue::Variant{TRY(map(map_json, depth + 1))};
        } else if (type == "L") {
            check_depth(depth);
            made = AttributeValue::Variant{TRY(list(json, depth + 1))};
        } else {
            return rare_content_of(type, json, made);
        }
        return true;
    }

    Result<bool> rare_content_of(std::string_view type, const Json& json, AttributeValue& made) {
        if (type == "B") {
            made = AttributeValue::Variant{Binary{TRY(read_blob(json))}};
        } else if (type == "NULL") {
            if (!TRY(read_boolean(json))) {
                note_parameter("Null attribute value types must have the value of true");
            }
            made = AttributeValue{};
        } else if (type == "SS") {
            made = AttributeValue::Variant{TRY(string_set(json))};
        } else if (type == "NS") {
            made = AttributeValue::Variant{TRY(number_set(json))};
        } else if (type == "BS") {
            made = AttributeValue::Variant{TRY(binary_set(json))};
        } else {
            return false;
        }
        return true;
    }

    void check_depth(int depth) {
        if (depth >= kNestingMax) {
            note("Nesting Levels have exceeded supported limits");
        }
    }

    Result<List> list(const Json& json, int depth) {
        const simdjson::dom::array elements = TRY(read_list(json));
        List made;
        made.reserve(elements.size());
        for (const Json element : elements) {
            made.push_back(TRY(value(element, Place::Element, depth)));
        }
        return made;
    }

    Result<std::vector<std::string>> texts(const Json& json, std::string_view kind) {
        const simdjson::dom::array elements = TRY(read_list(json));
        std::vector<std::string> made;
        made.reserve(elements.size());
        for (const Json element : elements) {
            if (element.is_null()) {
                note_parameter(
                    fmt::format("An {} set  may not have a null string as a member", kind)
                );
            } else {
                made.emplace_back(TRY(read_string(element)));
            }
        }
        if (made.empty()) {
            note_parameter(fmt::format("An {} set  may not be empty", kind));
        }
        return made;
    }

    Result<StringSet> string_set(const Json& json) {
        StringSet made{TRY(texts(json, "string"))};
        if (has_equal(made.values)) {
            note_parameter(fmt::format(
                "Input collection [{}] contains duplicates.", fmt::join(made.values, ", ")
            ));
        }
        return made;
    }

    Result<NumberSet> number_set(const Json& json) {
        NumberSet made{TRY(texts(json, "number"))};
        std::vector<std::string> normalised;
        for (const std::string& number : made.values) {
            Result<std::string> normal = normalise_number(number);
            note_number(normal.map([](const std::string&) {}));
            normalised.push_back(std::move(normal).value_or(number));
        }
        if (has_equal(normalised)) {
            note("Input collection contains duplicates");
        }
        return made;
    }

    Result<BinarySet> binary_set(const Json& json) {
        const simdjson::dom::array elements = TRY(read_list(json));
        BinarySet made;
        std::vector<std::string_view> encoded;
        for (const Json element : elements) {
            if (element.is_null()) {
                note_parameter("Binary sets may not contain null values");
            } else {
                made.values.push_back(TRY(read_blob(element)));
                encoded.push_back(TRY(read_string(element)));
            }
        }
        if (made.values.empty()) {
            note_parameter("Binary sets should not be empty");
        } else if (has_equal(made.values)) {
            note_parameter(fmt::format(
                "Input collection [{}]of type BS contains duplicates.", fmt::join(encoded, ", ")
            ));
        }
        return made;
    }

    std::optional<Error> problem_{};
};

Result<Checked<Item>> read_whole(const simdjson::dom::object& json) {
    ValueReader reader;
    Item item = TRY(reader.map(json, 0));
    return Checked<Item>{std::move(item), reader.take_problem()};
}

// Written past the writer: these texts are nearly all there is to an answer.

void append_item(std::string& out, const Item& item);
void append_value(std::string& out, const AttributeValue& value);

/// Elements between brackets.
template <typename Elements, typename Append>
void append_list(std::string& out, const Elements& elements, Append append) {
    out += '[';
    bool first = true;
    for (const auto& element : elements) {
        out.append(first ? "" : ",");
        append(out, element);
        first = false;
    }
    out += ']';
}

void append_blob(std::string& out, std::string_view bytes) {
    out.append(1, '"').append(base64_encode(bytes)).append(1, '"');
}

/// Appends a type's name and what stands under it.
struct ContentAppender {
    std::string& out;

    void operator()(const Null&) const { out += R"("NULL":true)"; }
    void operator()(bool value) const { out += value ? R"("BOOL":true)" : R"("BOOL":false)"; }
    void operator()(const std::string& text) const {
        out += R"("S":)";
        append_json_string(out, text);
    }
    void operator()(const Number& number) const {
        out += R"("N":)";
        append_json_string(out, number.text);
    }
    void operator()(const Binary& binary) const {
        out += R"("B":)";
        append_blob(out, binary.bytes);
    }
    void operator()(const StringSet& set) const {
        out += R"("SS":)";
        append_list(out, set.values, append_json_string);
    }
    void operator()(const NumberSet& set) const {
        out += R"("NS":)";
        append_list(out, set.values, append_json_string);
    }
    void operator()(const BinarySet& set) const {
        out += R"("BS":)";
        append_list(out, set.values, append_blob);
    }
    void operator()(const List& list) const {
        out += R"("L":)";
        append_list(out, list, append_value);
    }
    void operator()(const Map& map) const {
        out += R"("M":)";
        append_item(out, map);
    }
};

void append_value(std::string& out, const AttributeValue& value) {
    out += '{';
    std::visit(ContentAppender{out}, value.variant());
    out += '}';
}

void append_item(std::string& out, const Item& item) {
    out += '{';
    bool first = true;
    for (const Attribute& attribute : item) {
        out.append(first ? "" : ",");
        append_json_string(out, attribute.name);
        out += ':';
        append_value(out, attribute.value);
        first = false;
    }
    out += '}';
}

}  // namespace

Result<Checked<AttributeValue>> read_attribute_value(const Json& json, Place place) {
    ValueReader reader;
    AttributeValue value = TRY(reader.value(json, place, 0));
    return Checked<AttributeValue>{std::move(value), reader.take_problem()};
}

Result<Checked<Item>> read_item(const Json& json) {
    return read_whole(TRY(read_map(json, "AttributeValue")));
}

Result<Checked<Item>> read_listed_item(const Json& json) {
    return read_whole(TRY(read_nested_map(json)));
}

void write_attribute_value(JsonWriter& writer, const AttributeValue& value) {
    append_value(writer.value_text(), value);
}

void write_item(JsonWriter& writer, const Item& item) { append_item(writer.value_text(), item); }

}  // namespace sosw::wire
