#include "backends/wire/json_writer.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#include <fmt/format.h>

#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// How many bytes the UTF-8 sequence has that begins `text`; 0 where none does (RFC 3629).
std::size_t sequence_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t length = 0;
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
    }
    if (length == 0 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) {
            return 0;
        }
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    const bool too_large = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || too_large ? 0 : length;
}

bool is_plain(char byte) {
    return static_cast<unsigned char>(byte) >= 0x20 && static_cast<unsigned char>(byte) < 0x80 &&
           byte != '"' && byte != '\\';
}

constexpr std::size_t kBlock = 8;

/// Whether `block`, eight bytes in one register, holds none that needs a closer look: a byte that
/// borrows from its high bit is below what was taken from it.
bool all_plain(std::uint64_t block) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHighBits = kOnes * 0x80;
    const auto below = [](std::uint64_t bytes, std::uint64_t limit) {
        return (bytes - kOnes * limit) & ~bytes;
    };
    const std::uint64_t controls = below(block, 0x20);
    const std::uint64_t quotes = below(block ^ kOnes * '"', 1);
    const std::uint64_t backslashes = below(block ^ kOnes * '\\', 1);
    return ((block | controls | quotes | backslashes) & kHighBits) == 0;
}

/// How many bytes from `at` on stand for themselves.
std::size_t plain_length(std::string_view text, std::size_t at) {
    std::size_t end = at;
    std::uint64_t block = 0;
    while (end + kBlock <= text.size()) {
        std::memcpy(&block, text.data() + end, kBlock);
        if (!all_plain(block)) {
            break;
        }
        end += kBlock;
    }
    while (end < text.size() && is_plain(text[end])) {
        ++end;
    }
    return end - at;
}

void append_escaped(std::string& out, char byte) {
    switch (byte) {
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
        default:
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(byte));
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t plain = plain_length(text, at);
        out += text.substr(at, plain);
        at += plain;
        if (at == text.size()) {
            break;
        }
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            append_escaped(out, text[at++]);
            continue;
        }
        const std::size_t length = sequence_length(text.substr(at));
        out += length == 0 ? kReplacement : text.substr(at, length);
        at += length == 0 ? 1 : length;
    }
    out += '"';
}

void JsonWriter::separate() {
    if (needs_comma_) {
        out_ += ',';
    }
    needs_comma_ = true;
}

void JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
    out_ += bracket;
    needs_comma_ = true;
}

void JsonWriter::key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ':';
    needs_comma_ = false;
}

void JsonWriter::string(std::string_view text) {
    separate();
    append_json_string(out_, text);
}

void JsonWriter::integer(std::int64_t value) {
    separate();
    fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonWriter::number(double value) {
    ENSURE(std::isfinite(value));
    separate();
    fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonWriter::boolean(bool value) { raw(value ? "true" : "false"); }

void JsonWriter::null() { raw("null"); }

void JsonWriter::raw(std::string_view json) {
    separate();
    out_ += json;
}

std::string& JsonWriter::value_text() {
    separate();
    return out_;
}

}  // namespace sosw::wire
