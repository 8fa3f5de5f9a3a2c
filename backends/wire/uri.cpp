#include "backends/wire/uri.hpp"

#include <cstddef>
#include <optional>

namespace sosw::wire {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool is_unreserved(char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

std::optional<unsigned> hex_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return static_cast<unsigned>(digit - '0');
    }
    if (digit >= 'A' && digit <= 'F') {
        return static_cast<unsigned>(digit - 'A') + 10;
    }
    if (digit >= 'a' && digit <= 'f') {
        return static_cast<unsigned>(digit - 'a') + 10;
    }
    return std::nullopt;
}

/// The byte that `%XY` at `at` stands for, if it does.
std::optional<char> escaped_byte(std::string_view text, std::size_t at) {
    if (text[at] != '%' || at + 2 >= text.size()) {
        return std::nullopt;
    }
    const std::optional<unsigned> high = hex_value(text[at + 1]);
    const std::optional<unsigned> low = hex_value(text[at + 2]);
    if (!high || !low) {
        return std::nullopt;
    }
    return static_cast<char>(static_cast<unsigned char>(*high * 16 + *low));
}

}  // namespace

std::string percent_encode(std::string_view text, Slash slash) {
    std::string encoded;
    encoded.reserve(text.size());
    for (const char byte : text) {
        if (is_unreserved(byte) || (byte == '/' && slash == Slash::Keep)) {
            encoded += byte;
            continue;
        }
        const auto value = static_cast<unsigned char>(byte);
        encoded += '%';
        encoded += kHexDigits[value >> 4U];
        encoded += kHexDigits[value & 15U];
    }
    return encoded;
}

std::string percent_decode(std::string_view text, Plus plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (const std::optional<char> byte = escaped_byte(text, at)) {
            decoded += *byte;
            at += 2;
        } else {
            decoded += text[at] == '+' && plus == Plus::Space ? ' ' : text[at];
        }
    }
    return decoded;
}

QueryParameters parse_query(std::string_view query) {
    QueryParameters parameters;
    while (!query.empty()) {
        const std::string_view part = query.substr(0, query.find('&'));
        query.remove_prefix(part.size() < query.size() ? part.size() + 1 : part.size());
        if (part.empty()) {
            continue;
        }
        const std::size_t equals = part.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
        parameters.emplace_back(
            percent_decode(part.substr(0, equals), Plus::Space), percent_decode(value, Plus::Space)
        );
    }
    return parameters;
}

}  // namespace sosw::wire
