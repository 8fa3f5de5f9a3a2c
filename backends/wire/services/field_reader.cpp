#include "backends/wire/services/field_reader.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "backends/wire/services/timestamps.hpp"
#include "core/base/ensure.hpp"

namespace sosw::wire {
namespace {

template <typename T>
std::optional<T> parse(std::string_view text) {
    T value{};
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = end == text.data() + text.size();
    return error == std::errc{} && whole && !text.empty() ? std::optional{value} : std::nullopt;
}

/// How Coral, AWS's service framework, calls what it found.
std::string_view kind_of(const Value& value) {
    if (const auto* boolean = value.get_if<bool>()) {
        return *boolean ? "TRUE_VALUE" : "FALSE_VALUE";
    }
    if (value.get_if<std::string>() != nullptr) {
        return "STRING_VALUE";
    }
    return value.get_if<Bytes>() != nullptr ? "BINARY_VALUE" : "NUMBER_VALUE";
}

std::string mismatch(const Value& found, std::string_view expected) {
    if (expected == "List" || expected == "Structure") {
        return "Unexpected field type";
    }
    if (found.get_if<Value::List>() != nullptr) {
        return "Start of list found where not expected";
    }
    if (found.get_if<Value::Structure>() != nullptr) {
        return "Start of structure or map found where not expected.";
    }
    return std::string{kind_of(found)} + " cannot be converted to " + std::string{expected};
}

}  // namespace

Parameters::Parameters(Value tree, Typing typing) : tree_{std::move(tree)}, typing_{typing} {
    ENSURE(tree_.get_if<Value::Structure>() != nullptr);
}

Result<void> Parameters::check() const {
    if (problem_) {
        return fail(*problem_);
    }
    return {};
}

Result<void> FieldReader::check() const {
    if (*problem_) {
        return fail(**problem_);
    }
    return {};
}

std::nullopt_t FieldReader::wrong(const Value& value, std::string_view expected) const {
    if (problem_->has_value()) {
        return std::nullopt;
    }
    const auto* text = value.get_if<std::string>();
    if (typing_ == Typing::Text && text != nullptr) {
        *problem_ = Error{
            .code = ErrorCode::InvalidRequest,
            .name = "MalformedInput",
            .message = "'" + *text + "' is no " + std::string{expected}};
        return std::nullopt;
    }
    *problem_ = Error{
        .code = ErrorCode::InvalidRequest,
        .name = typing_ == Typing::Text ? "MalformedInput" : "SerializationException",
        .message = mismatch(value, expected)};
    return std::nullopt;
}

const Value* FieldReader::raw(std::string_view name) const {
    const Value* value = structure_->find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

bool FieldReader::has(std::string_view name) const { return raw(name) != nullptr; }

std::optional<std::string> FieldReader::as_text(const Value& value) const {
    const auto* text = value.get_if<std::string>();
    return text != nullptr ? std::optional{*text} : wrong(value, "String");
}

std::optional<std::int64_t> FieldReader::as_integer(const Value& value) const {
    if (const auto* integer = value.get_if<std::int64_t>()) {
        return *integer;
    }
    const auto* number = value.get_if<double>();
    if (number != nullptr && std::abs(*number) < 9e15 && std::trunc(*number) == *number) {
        return static_cast<std::int64_t>(*number);
    }
    if (const auto* text = value.get_if<std::string>();
        text != nullptr && typing_ == Typing::Text) {
        if (const auto integer = parse<std::int64_t>(*text)) {
            return integer;
        }
    }
    return wrong(value, "Integer");
}

std::optional<double> FieldReader::as_number(const Value& value) const {
    if (const auto* integer = value.get_if<std::int64_t>()) {
        return static_cast<double>(*integer);
    }
    if (const auto* number = value.get_if<double>()) {
        return *number;
    }
    if (const auto* text = value.get_if<std::string>()) {
        if (*text == "NaN") {
            return std::numeric_limits<double>::quiet_NaN();
        }
        if (*text == "Infinity" || *text == "-Infinity") {
            const double infinity = std::numeric_limits<double>::infinity();
            return *text == "Infinity" ? infinity : -infinity;
        }
        if (const auto number = typing_ == Typing::Text ? parse<double>(*text) : std::nullopt) {
            return number;
        }
    }
    return wrong(value, "Double");
}

std::optional<bool> FieldReader::as_boolean(const Value& value) const {
    if (const auto* boolean = value.get_if<bool>()) {
        return *boolean;
    }
    if (const auto* text = value.get_if<std::string>();
        text != nullptr && typing_ == Typing::Text) {
        if (*text == "true" || *text == "True" || *text == "1") {
            return true;
        }
        if (*text == "false" || *text == "False" || *text == "0") {
            return false;
        }
    }
    return wrong(value, "Boolean");
}

std::optional<Timestamp> FieldReader::as_timestamp(const Value& value) const {
    if (const auto* at = value.get_if<Timestamp>()) {
        return *at;
    }
    std::optional<Timestamp> at;
    if (const auto* integer = value.get_if<std::int64_t>()) {
        at = timestamp_of_seconds(static_cast<double>(*integer));
    } else if (const auto* number = value.get_if<double>()) {
        at = timestamp_of_seconds(*number);
    } else if (const auto* text = value.get_if<std::string>()) {
        at = read_timestamp(*text);
    }
    return at ? at : wrong(value, "Timestamp");
}

std::string FieldReader::text(std::string_view name) const {
    return optional_text(name).value_or("");
}

std::optional<std::string> FieldReader::optional_text(std::string_view name) const {
    const Value* value = raw(name);
    return value == nullptr ? std::nullopt : as_text(*value);
}

std::optional<std::int64_t> FieldReader::integer(std::string_view name) const {
    const Value* value = raw(name);
    return value == nullptr ? std::nullopt : as_integer(*value);
}

std::optional<double> FieldReader::number(std::string_view name) const {
    const Value* value = raw(name);
    return value == nullptr ? std::nullopt : as_number(*value);
}

std::optional<bool> FieldReader::boolean(std::string_view name) const {
    const Value* value = raw(name);
    return value == nullptr ? std::nullopt : as_boolean(*value);
}

std::optional<Timestamp> FieldReader::timestamp(std::string_view name) const {
    const Value* value = raw(name);
    return value == nullptr ? std::nullopt : as_timestamp(*value);
}

const std::vector<Value>* FieldReader::items_of(std::string_view name) const {
    const Value* value = raw(name);
    if (value == nullptr) {
        return nullptr;
    }
    if (const auto* list = value->get_if<Value::List>()) {
        return &list->items;
    }
    // The query protocol writes an empty list as a parameter without a value.
    const auto* text = value->get_if<std::string>();
    if (typing_ == Typing::Typed || text == nullptr || !text->empty()) {
        wrong(*value, "List");
    }
    return nullptr;
}

std::vector<std::string> FieldReader::texts(std::string_view name) const {
    std::vector<std::string> texts;
    if (const auto* items = items_of(name)) {
        for (const Value& item : *items) {
            texts.push_back(as_text(item).value_or(""));
        }
    }
    return texts;
}

std::vector<double> FieldReader::numbers(std::string_view name) const {
    std::vector<double> numbers;
    if (const auto* items = items_of(name)) {
        for (const Value& item : *items) {
            numbers.push_back(as_number(item).value_or(0));
        }
    }
    return numbers;
}

bool FieldReader::is_structure(const Value& value) const {
    if (value.get_if<Value::Structure>() == nullptr) {
        wrong(value, "Structure");
        return false;
    }
    return true;
}

std::optional<FieldReader> FieldReader::structure(std::string_view name) const {
    const Value* value = raw(name);
    if (value == nullptr || !is_structure(*value)) {
        return std::nullopt;
    }
    return FieldReader{*value, typing_, *problem_};
}

std::vector<FieldReader> FieldReader::structures(std::string_view name) const {
    std::vector<FieldReader> readers;
    if (const auto* items = items_of(name)) {
        for (const Value& item : *items) {
            if (is_structure(item)) {
                readers.push_back(FieldReader{item, typing_, *problem_});
            }
        }
    }
    return readers;
}

std::vector<std::pair<std::string, std::string>> FieldReader::map(std::string_view name) const {
    std::vector<std::pair<std::string, std::string>> entries;
    if (typing_ == Typing::Text) {
        for (const FieldReader& entry : structures(name)) {
            entries.emplace_back(entry.text("key"), entry.text("value"));
        }
        return entries;
    }
    const Value* value = raw(name);
    if (value == nullptr || !is_structure(*value)) {
        return entries;
    }
    for (const Value::Member& member : *value->get_if<Value::Structure>()) {
        entries.emplace_back(member.name, as_text(member.value).value_or(""));
    }
    return entries;
}

std::optional<std::size_t> FieldReader::size_of(std::string_view name) const {
    if (!has(name)) {
        return std::nullopt;
    }
    const auto* items = items_of(name);
    return items == nullptr ? 0 : items->size();
}

}  // namespace sosw::wire
