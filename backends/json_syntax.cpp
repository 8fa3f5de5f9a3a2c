#include "backends/json_syntax.hpp"

#include <cstddef>
#include <cstdint>

namespace sosw {
namespace {

constexpr int kDepthMax = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Bytes of the UTF-8 character that `text` begins with; 0 where it begins with none (overlong
/// forms, surrogates and values above U+10FFFF are none).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return continues(1) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = lead == 0xED && byte(1) > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool overlong = lead == 0xF0 && byte(1) < 0x90;
        const bool too_large = lead == 0xF4 && byte(1) > 0x8F;
        return continues(1) && continues(2) && continues(3) && !overlong && !too_large ? 4 : 0;
    }
    return 0;
}

/// Walks over the text; each function leaves `at_` behind what it accepted.
class Walker {
public:
    /// Notes the members of the outermost object in `members`, where there is one to note them in.
    explicit Walker(std::string_view text, std::vector<JsonMember>* members = nullptr)
        : text_{text}, members_{members} {}

    bool whole() {
        skip_blanks();
        if (!value(0)) {
            return false;
        }
        skip_blanks();
        return at_ == text_.size();
    }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool take(char c) {
        const bool there = at_ < text_.size() && text_[at_] == c;
        at_ += there ? 1 : 0;
        return there;
    }

    bool take(std::string_view word) {
        const bool there = text_.substr(at_).starts_with(word);
        at_ += there ? word.size() : 0;
        return there;
    }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            ++at_;
        }
    }

    bool value(int depth) {
        if (depth > kDepthMax) {
            return false;
        }
        switch (peek()) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return take("true");
            case 'f':
                return take("false");
            case 'n':
                return take("null");
            default:
                return number();
        }
    }

    bool object(int depth) {
        ++at_;
        skip_blanks();
        if (take('}')) {
            return true;
        }
        do {
            skip_blanks();
            if (!member(depth)) {
                return false;
            }
            skip_blanks();
        } while (take(','));
        return take('}');
    }

    bool member(int depth) {
        const std::size_t name = at_;
        if (!string()) {
            return false;
        }
        const std::size_t behind_name = at_;
        skip_blanks();
        if (!take(':')) {
            return false;
        }
        skip_blanks();
        const std::size_t begin = at_;
        if (!value(depth + 1)) {
            return false;
        }
        if (depth == 0 && members_ != nullptr) {
            members_->push_back(
                {.name = text_.substr(name + 1, behind_name - name - 2),
                 .value = text_.substr(begin, at_ - begin)}
            );
        }
        return true;
    }

    bool array(int depth) {
        ++at_;
        skip_blanks();
        if (take(']')) {
            return true;
        }
        do {
            skip_blanks();
            if (!value(depth + 1)) {
                return false;
            }
            skip_blanks();
        } while (take(','));
        return take(']');
    }

    bool string() {
        if (!take('"')) {
            return false;
        }
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (c == '\\') {
                if (!escape()) {
                    return false;
                }
            } else if (static_cast<unsigned char>(c) < 0x20) {
                return false;
            } else if (static_cast<unsigned char>(c) < 0x80) {
                ++at_;
            } else {
                const std::size_t length = utf8_length(text_.substr(at_));
                if (length == 0) {
                    return false;
                }
                at_ += length;
            }
        }
        return false;
    }

    bool escape() {
        ++at_;
        if (take('u')) {
            for (int i = 0; i < 4; ++i, ++at_) {
                if (!is_hex_digit(peek())) {
                    return false;
                }
            }
            return true;
        }
        const bool known = std::string_view{"\"\\/bfnrt"}.find(peek()) != std::string_view::npos;
        ++at_;
        return known;
    }

    bool digits() {
        const std::size_t begin = at_;
        while (is_digit(peek())) {
            ++at_;
        }
        return at_ > begin;
    }

    bool number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    std::string_view text_;
    std::vector<JsonMember>* members_;
    std::size_t at_ = 0;
};

}  // namespace

bool is_json(std::string_view text) { return Walker{text}.whole(); }

std::optional<std::vector<JsonMember>> json_members(std::string_view text) {
    constexpr std::size_t kUsual = 12;
    std::vector<JsonMember> members;
    members.reserve(kUsual);
    const bool is_object = text.substr(0, text.find_first_not_of(" \t\n\r") + 1).ends_with('{');
    if (!is_object || !Walker{text, &members}.whole()) {
        return std::nullopt;
    }
    return members;
}

}  // namespace sosw
