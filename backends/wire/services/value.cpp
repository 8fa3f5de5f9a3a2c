#include "backends/wire/services/value.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/ensure.hpp"

namespace sosw::wire {

bool Value::List::operator==(const List& other) const { return items == other.items; }

bool Value::Map::operator==(const Map& other) const { return entries == other.entries; }

Value Value::structure() { return structure({}); }

Value Value::structure(Structure members) {
    Value value;
    value.data_ = std::move(members);
    return value;
}

Value Value::map(Structure entries) {
    Value value;
    value.data_ = Map{.entries = std::move(entries)};
    return value;
}

Value Value::list(std::vector<Value> items) {
    Value value;
    value.data_ = List{.items = std::move(items)};
    return value;
}

Value Value::list_of(const std::vector<std::string>& texts) {
    return list({texts.begin(), texts.end()});
}

const Value* Value::find(std::string_view name) const {
    const auto* members = get_if<Structure>();
    if (members == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find(*members, name, &Member::name);
    return found == members->end() ? nullptr : &found->value;
}

Value& Value::set(std::string name, Value value) {
    auto* members = get_if<Structure>();
    ENSURE(members != nullptr);
    members->push_back({std::move(name), std::move(value)});
    return *this;
}

Value& Value::push(Value item) {
    auto* list = get_if<List>();
    ENSURE(list != nullptr);
    list->items.push_back(std::move(item));
    return *this;
}

Value& Value::set_if(std::string name, const std::string& text) {
    return text.empty() ? *this : set(std::move(name), text);
}

bool Value::operator==(const Value& other) const { return data_ == other.data_; }

std::string number_text(double number) {
    if (std::isnan(number)) {
        return "NaN";
    }
    if (std::isinf(number)) {
        return number > 0 ? "Infinity" : "-Infinity";
    }
    std::string text = fmt::format("{}", number);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

}  // namespace sosw::wire
