#include "sim/report/markup.hpp"

#include <cstddef>
#include <cstdint>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// One character as UTF-8 has it: its length in bytes, and its code point.
struct Character {
    std::size_t length = 1;
    std::uint32_t point = 0xFFFD;
    bool is_valid = false;
};

std::size_t length_by_first_byte(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first < 0xE0) {
        return 2;
    }
    if (first >= 0xE0 && first < 0xF0) {
        return 3;
    }
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

Character character_at(std::string_view text, std::size_t at) {
    constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = length_by_first_byte(byte(at));
    if (length == 0 || at + length > text.size()) {
        return {};
    }
    std::uint32_t point = length == 1 ? byte(at) : byte(at) & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) {
            return {};
        }
        point = (point << 6U) | (byte(at + i) & 0x3FU);
    }
    return {.length = length, .point = point, .is_valid = point >= kSmallest[length]};
}

/// XML 1.0, production Char.
bool is_allowed(std::uint32_t point) {
    return point == '\t' || point == '\n' || point == '\r' || (point >= 0x20 && point < 0xD800) ||
           (point >= 0xE000 && point < 0xFFFE) || (point >= 0x10000 && point < 0x110000);
}

std::string_view reference(char c) {
    switch (c) {
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '&':
            return "&amp;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Character character = character_at(text, at);
        const std::string_view name = reference(text[at]);
        if (!name.empty()) {
            result += name;
        } else if (character.is_valid && is_allowed(character.point)) {
            result += text.substr(at, character.length);
        } else {
            result += kReplacement;
        }
        at += character.length;
    }
    return result;
}

void Markup::begin(std::string_view tag, const Attributes& attributes) {
    text_.append("<").append(tag);
    for (const auto& [name, value] : attributes) {
        if (!name.empty()) {
            text_.append(" ").append(name).append("=\"").append(escaped(value)).append("\"");
        }
    }
}

Markup& Markup::open(std::string_view tag, const Attributes& attributes) {
    begin(tag, attributes);
    text_ += '>';
    open_.emplace_back(tag);
    return *this;
}

Markup& Markup::close() {
    ENSURE(!open_.empty());
    text_.append("</").append(open_.back()).append(">");
    open_.pop_back();
    return *this;
}

Markup& Markup::text(std::string_view text) {
    text_ += escaped(text);
    return *this;
}

Markup& Markup::leaf(std::string_view tag, std::string_view text, const Attributes& attributes) {
    return open(tag, attributes).text(text).close();
}

Markup& Markup::empty(std::string_view tag, const Attributes& attributes) {
    begin(tag, attributes);
    text_ += "/>";
    return *this;
}

Markup& Markup::code(std::string_view code) {
    ENSURE(code.find('&') == std::string_view::npos);
    ENSURE(
        code.find('<') == std::string_view::npos || code.starts_with("<!") || code.starts_with("<?")
    );
    text_ += code;
    return *this;
}

Markup& Markup::line_break() {
    text_ += '\n';
    return *this;
}

const std::string& Markup::finished() const {
    ENSURE(open_.empty());
    return text_;
}

}  // namespace sosw::sim
