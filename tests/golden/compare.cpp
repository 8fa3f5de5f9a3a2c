#include "tests/golden/compare.hpp"

#include "core/ports/attribute_number.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::golden {

namespace {

std::string escaped(const std::string& token) {
    std::string out;
    for (const char c : token) {
        out += c == '~' ? "~0" : c == '/' ? "~1" : std::string{c};
    }
    return out;
}

std::optional<Mismatch> in_objects(
    const Map& expected, const Map& actual, const std::string& pointer
) {
    for (const Attribute& attribute : expected) {
        const std::string place = pointer + "/" + escaped(attribute.name);
        const AttributeValue* found = actual.find(attribute.name);
        if (found == nullptr) {
            return Mismatch{place, to_json(attribute.value), "nothing"};
        }
        if (auto mismatch = first_difference(attribute.value, *found, place)) {
            return mismatch;
        }
    }
    for (const Attribute& attribute : actual) {
        if (!expected.contains(attribute.name)) {
            return Mismatch{
                pointer + "/" + escaped(attribute.name), "nothing", to_json(attribute.value)};
        }
    }
    return std::nullopt;
}

std::optional<Mismatch> in_lists(
    const List& expected, const List& actual, const std::string& pointer
) {
    for (std::size_t i = 0; i < expected.size() || i < actual.size(); ++i) {
        const std::string place = pointer + "/" + std::to_string(i);
        if (i >= actual.size()) {
            return Mismatch{place, to_json(expected[i]), "nothing"};
        }
        if (i >= expected.size()) {
            return Mismatch{place, "nothing", to_json(actual[i])};
        }
        if (auto mismatch = first_difference(expected[i], actual[i], place)) {
            return mismatch;
        }
    }
    return std::nullopt;
}

}  // namespace

bool same_number(const Number& left, const Number& right) {
    const Result<std::string> a = normalise_number(left.text);
    const Result<std::string> b = normalise_number(right.text);
    return a && b ? *a == *b : left.text == right.text;
}

std::optional<Mismatch> first_difference(
    const AttributeValue& expected, const AttributeValue& actual, const std::string& pointer
) {
    if (expected.is<Map>() && actual.is<Map>()) {
        return in_objects(*expected.get_if<Map>(), *actual.get_if<Map>(), pointer);
    }
    if (expected.is<List>() && actual.is<List>()) {
        return in_lists(*expected.get_if<List>(), *actual.get_if<List>(), pointer);
    }
    const bool same = expected.is<Number>() && actual.is<Number>()
                          ? same_number(*expected.get_if<Number>(), *actual.get_if<Number>())
                          : expected == actual;
    return same ? std::nullopt
                : std::optional{Mismatch{pointer, to_json(expected), to_json(actual)}};
}

}  // namespace sosw::golden
