#include "tests/backends/expression/literals.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>
#include <vector>

#include "core/base/ensure.hpp"

namespace sosw::expression {

namespace {

/// Reads one literal. Malformed ones are mistakes in a test and abort.
class LiteralReader {
public:
    explicit LiteralReader(std::string_view text) : rest_{text} {}

    AttributeValue read() {
        skip_spaces();
        ENSURE(!rest_.empty());
        if (rest_.starts_with("{")) {
            return read_map();
        }
        if (rest_.starts_with("[")) {
            return read_list();
        }
        if (rest_.starts_with("\"")) {
            return read_string();
        }
        if (rest_.starts_with("b\"")) {
            rest_.remove_prefix(1);
            return AttributeValue::Variant{Binary{read_string()}};
        }
        for (const std::string_view kind : {"s<", "n<", "b<"}) {
            if (rest_.starts_with(kind)) {
                return read_set(kind.front());
            }
        }
        return read_word();
    }

    bool at_end() {
        skip_spaces();
        return rest_.empty();
    }

private:
    void skip_spaces() {
        while (rest_.starts_with(' ')) {
            rest_.remove_prefix(1);
        }
    }

    bool accept(char c) {
        skip_spaces();
        const bool found = rest_.starts_with(c);
        rest_.remove_prefix(found ? 1 : 0);
        return found;
    }

    std::string read_string() {
        ENSURE(accept('"'));
        const std::size_t end = rest_.find('"');
        ENSURE(end != rest_.npos);
        std::string text{rest_.substr(0, end)};
        rest_.remove_prefix(end + 1);
        return text;
    }

    std::string read_until(std::string_view stops) {
        skip_spaces();
        const std::size_t end = std::min(rest_.find_first_of(stops), rest_.size());
        std::string text{rest_.substr(0, end)};
        rest_.remove_prefix(end);
        return text;
    }

    AttributeValue read_map() {
        Map map;
        ENSURE(accept('{'));
        while (!accept('}')) {
            std::string key = read_until(" ,}\"");
            ENSURE(key.ends_with(':'));
            key.pop_back();
            map.set(key, read());
            accept(',');
        }
        return AttributeValue::Variant{std::move(map)};
    }

    AttributeValue read_list() {
        List list;
        ENSURE(accept('['));
        while (!accept(']')) {
            list.push_back(read());
            accept(',');
        }
        return AttributeValue::Variant{std::move(list)};
    }

    AttributeValue read_set(char kind) {
        rest_.remove_prefix(2);
        std::vector<std::string> elements;
        while (!accept('>')) {
            elements.push_back(kind == 'n' ? read_until(" ,>") : read_string());
            accept(',');
        }
        if (kind == 'n') {
            return AttributeValue::Variant{NumberSet{std::move(elements)}};
        }
        if (kind == 's') {
            return AttributeValue::Variant{StringSet{std::move(elements)}};
        }
        return AttributeValue::Variant{BinarySet{std::move(elements)}};
    }

    AttributeValue read_word() {
        const std::string word = read_until(" ,}]");
        if (word == "null") {
            return {};
        }
        if (word == "true" || word == "false") {
            return AttributeValue::boolean(word == "true");
        }
        return AttributeValue::number(word);
    }

    std::string_view rest_;
};

std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string joined(const std::vector<std::string>& parts, char open, char close) {
    std::string text(1, open);
    for (const std::string& part : parts) {
        text += text.size() > 1 ? ", " : "";
        text += part;
    }
    return text + close;
}

std::string set_literal(std::vector<std::string> elements, char kind) {
    std::ranges::sort(elements);
    if (kind != 'n') {
        std::ranges::transform(elements, elements.begin(), quoted);
    }
    return kind + joined(elements, '<', '>');
}

}  // namespace

AttributeValue value_of_literal(std::string_view text) {
    LiteralReader reader{text};
    AttributeValue value = reader.read();
    ENSURE(reader.at_end());
    return value;
}

Item item_of_literal(std::string_view text) { return *value_of_literal(text).get_if<Map>(); }

std::string to_literal(const Item& item) {
    std::map<std::string, std::string> sorted;
    for (const Attribute& attribute : item) {
        sorted[attribute.name] = to_literal(attribute.value);
    }
    std::vector<std::string> parts;
    parts.reserve(sorted.size());
    for (const auto& [name, text] : sorted) {
        parts.push_back(std::string{name}.append(": ").append(text));
    }
    return joined(parts, '{', '}');
}

std::string to_literal(const AttributeValue& value) {
    if (const auto* map = value.get_if<Map>()) {
        return to_literal(*map);
    }
    if (const auto* list = value.get_if<List>()) {
        std::vector<std::string> parts;
        for (const AttributeValue& element : *list) {
            parts.push_back(to_literal(element));
        }
        return joined(parts, '[', ']');
    }
    if (const auto* number = value.get_if<Number>()) {
        return number->text;
    }
    if (const auto* text = value.get_if<std::string>()) {
        return quoted(*text);
    }
    if (const auto* binary = value.get_if<Binary>()) {
        return 'b' + quoted(binary->bytes);
    }
    if (const auto* boolean = value.get_if<bool>()) {
        return *boolean ? "true" : "false";
    }
    if (const auto* numbers = value.get_if<NumberSet>()) {
        return set_literal(numbers->values, 'n');
    }
    if (const auto* strings = value.get_if<StringSet>()) {
        return set_literal(strings->values, 's');
    }
    const auto* binaries = value.get_if<BinarySet>();
    return binaries != nullptr ? set_literal(binaries->values, 'b') : "null";
}

Call::Call(std::string_view values, std::string_view names) {
    for (const Attribute& value : item_of_literal(values)) {
        values_.emplace_back(value.name, value.value);
    }
    for (const Attribute& name : item_of_literal(names)) {
        names_.emplace_back(name.name, *name.value.as_string());
    }
}

}  // namespace sosw::expression
