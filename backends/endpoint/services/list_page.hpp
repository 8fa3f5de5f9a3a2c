#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "backends/endpoint/services/page_token.hpp"
#include "core/base/result.hpp"

namespace sosw::endpoint {

/// A part of a list, and the token of what follows; empty at the end.
template <typename T>
struct ListPage {
    std::vector<T> items{};
    std::string next_token{};
};

/// Up to `limit` of `all` from where `token` says. For lists that are asked as a whole anyway.
///
/// Errors: one named `token_error` where the token is none of ours.
template <typename T>
Result<ListPage<T>> page_of(
    const std::vector<T>& all,
    const std::string& token,
    std::size_t limit,
    const std::string& token_error
) {
    std::size_t begin = 0;
    if (!token.empty()) {
        const std::string text = read_page_token(token).value_or("");
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), begin);
        if (error != std::errc{}) {
            return fail(ErrorCode::InvalidRequest, token_error, "The token is not valid.");
        }
    }
    begin = std::min(begin, all.size());
    const std::size_t end = begin + std::min(limit, all.size() - begin);
    const auto part = std::span{all}.subspan(begin, end - begin);
    ListPage<T> page{.items = {part.begin(), part.end()}};
    if (end < all.size()) {
        page.next_token = make_page_token(std::to_string(end));
    }
    return page;
}

}  // namespace sosw::endpoint
