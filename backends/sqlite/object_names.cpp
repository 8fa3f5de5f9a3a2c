#include "backends/sqlite/object_names.hpp"

#include <algorithm>
#include <cstddef>

namespace sosw::sqlite {
namespace {

constexpr std::size_t kBucketMin = 3;
constexpr std::size_t kBucketMax = 63;
constexpr std::size_t kKeyMax = 1024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

bool is_bucket_name(std::string_view name) {
    const bool characters = std::ranges::all_of(name, [](char c) {
        return is_letter_or_digit(c) || c == '.' || c == '-';
    });
    if (name.size() < kBucketMin || name.size() > kBucketMax || !characters) {
        return false;
    }
    const bool looks_like_address =
        std::ranges::count(name, '.') == 3 &&
        std::ranges::all_of(name, [](char c) { return is_digit(c) || c == '.'; });
    return is_letter_or_digit(name.front()) && is_letter_or_digit(name.back()) &&
           name.find("..") == std::string_view::npos && !looks_like_address;
}

}  // namespace

Result<void> check_bucket_name(std::string_view bucket) {
    if (!is_bucket_name(bucket)) {
        return fail(
            ErrorCode::InvalidRequest, "InvalidBucketName", "The specified bucket is not valid."
        );
    }
    return {};
}

Result<void> check_object_key(std::string_view key) {
    if (key.size() > kKeyMax) {
        return fail(ErrorCode::InvalidRequest, "KeyTooLongError", "Your key is too long");
    }
    return {};
}

std::string encode_headers(const ObjectHeaders& headers) {
    std::string text;
    for (const auto& [name, value] : headers) {
        std::string line = name;
        line.append(":").append(value);
        std::ranges::replace(line, '\n', ' ');
        text.append(line).append("\n");
    }
    return text;
}

ObjectHeaders decode_headers(std::string_view text) {
    ObjectHeaders headers;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        const std::size_t colon = line.find(':');
        headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return headers;
}

}  // namespace sosw::sqlite
