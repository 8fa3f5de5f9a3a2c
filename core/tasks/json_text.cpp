#include "core/tasks/json_text.hpp"

#include <cstdint>
#include <cstdio>
#include <vector>

#include <nlohmann/json.hpp>

namespace sosw {

namespace {

using Json = nlohmann::json;

/// Builds the tree from the parser's events; the parser itself limits nothing, so the depth is
/// bounded here.
class TreeBuilder final : public nlohmann::json_sax<Json> {
public:
    bool null() override { return add(AttributeValue{}); }
    bool boolean(bool value) override { return add(AttributeValue::boolean(value)); }
    bool number_integer(number_integer_t value) override {
        return add(AttributeValue::number(std::int64_t{value}));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return add(AttributeValue::number(std::to_string(value)));
    }
    bool number_float(number_float_t, const string_t& text) override {
        return add(AttributeValue::number(text));
    }
    bool string(string_t& value) override { return add(AttributeValue{std::move(value)}); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(AttributeValue::Variant{Map{}}); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(AttributeValue::Variant{List{}}); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        open_.back().key = std::move(name);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error)
        override {
        message_ = error.what();
        return false;
    }

    AttributeValue take() { return std::move(root_); }
    std::string message() const {
        return message_.empty() ? "the JSON is nested too deeply" : message_;
    }

private:
    struct Level {
        AttributeValue container;
        std::string key;
    };
    static constexpr std::size_t kDepthMax = 512;

    bool open(AttributeValue container) {
        if (open_.size() >= kDepthMax) {
            return false;
        }
        open_.push_back({std::move(container), {}});
        return true;
    }
    bool close() {
        AttributeValue done = std::move(open_.back().container);
        open_.pop_back();
        return add(std::move(done));
    }
    bool add(AttributeValue value) {
        if (open_.empty()) {
            root_ = std::move(value);
        } else if (auto* list = open_.back().container.get_if<List>()) {
            list->push_back(std::move(value));
        } else {
            open_.back().container.get_if<Map>()->set(open_.back().key, std::move(value));
        }
        return true;
    }

    AttributeValue root_;
    std::vector<Level> open_;
    std::string message_;
};

void append_unicode_escape(std::string& out, std::uint32_t code_unit) {
    char buffer[8];
    const int length = std::snprintf(buffer, sizeof buffer, "\\u%04x", code_unit);
    out.append(buffer, static_cast<std::size_t>(length));
}

/// Decodes one UTF-8 sequence at `index` and moves past it; a broken byte becomes U+FFFD.
std::uint32_t next_code_point(std::string_view text, std::size_t& index) {
    constexpr std::uint32_t kReplacement = 0xFFFD;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned lead = byte(index);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length == 1 || index + length > text.size()) {
        ++index;
        return kReplacement;
    }
    std::uint32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(index + i) & 0xC0U) != 0x80U) {
            ++index;
            return kReplacement;
        }
        code = (code << 6U) | (byte(index + i) & 0x3FU);
    }
    index += length;
    return code;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        default:
            append_unicode_escape(out, static_cast<unsigned char>(c));
    }
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

void append_string(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        std::size_t plain = i;
        while (plain < text.size() && is_plain(text[plain])) {
            ++plain;
        }
        out.append(text.substr(i, plain - i));
        i = plain;
        if (i == text.size()) {
            break;
        }
        if (static_cast<unsigned char>(text[i]) < 0x80U) {
            append_escaped(out, text[i++]);
            continue;
        }
        const std::uint32_t code = next_code_point(text, i);
        if (code < 0x10000U) {
            append_unicode_escape(out, code);
        } else {
            append_unicode_escape(out, 0xD800U + ((code - 0x10000U) >> 10U));
            append_unicode_escape(out, 0xDC00U + ((code - 0x10000U) & 0x3FFU));
        }
    }
    out += '"';
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t j = 0; j < 3; ++j) {
            group = (group << 8U) | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            out += j <= count ? kAlphabet[(group >> (18U - 6U * j)) & 0x3FU] : '=';
        }
    }
    return out;
}

void append(std::string& out, const AttributeValue& value);

void append(std::string& out, const Map& object) {
    out += '{';
    const char* separator = "";
    for (const Attribute& attribute : object) {
        out += separator;
        append_string(out, attribute.name);
        out += ": ";
        append(out, attribute.value);
        separator = ", ";
    }
    out += '}';
}

template <typename Range, typename AppendOne>
void append_array(std::string& out, const Range& values, AppendOne append_one) {
    out += '[';
    const char* separator = "";
    for (const auto& value : values) {
        out += separator;
        append_one(value);
        separator = ", ";
    }
    out += ']';
}

struct Appender {
    std::string& out;

    void operator()(const Null&) const { out += "null"; }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(const std::string& text) const { append_string(out, text); }
    void operator()(const Number& number) const { out += number.text; }
    void operator()(const Binary& binary) const { append_string(out, base64(binary.bytes)); }
    void operator()(const StringSet& set) const {
        append_array(out, set.values, [this](const auto& v) { append_string(out, v); });
    }
    void operator()(const NumberSet& set) const {
        append_array(out, set.values, [this](const auto& v) { out += v; });
    }
    void operator()(const BinarySet& set) const {
        append_array(out, set.values, [this](const auto& v) { append_string(out, base64(v)); });
    }
    void operator()(const List& list) const {
        append_array(out, list, [this](const auto& v) { append(out, v); });
    }
    void operator()(const Map& object) const { append(out, object); }
};

void append(std::string& out, const AttributeValue& value) {
    std::visit(Appender{out}, value.variant());
}

}  // namespace

Result<AttributeValue> parse_json(std::string_view text) {
    TreeBuilder builder;
    if (!Json::sax_parse(text, &builder)) {
        return fail(ErrorCode::InvalidRequest, "InvalidJson", builder.message());
    }
    return builder.take();
}

std::string to_json(const AttributeValue& value) {
    std::string out;
    append(out, value);
    return out;
}

std::string to_json(const Map& object) {
    std::string out;
    append(out, object);
    return out;
}

}  // namespace sosw
