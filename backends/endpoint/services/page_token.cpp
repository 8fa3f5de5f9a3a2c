#include "backends/endpoint/services/page_token.hpp"

#include "backends/wire/base64.hpp"

namespace sosw::endpoint {
namespace {

constexpr std::string_view kMark = "sosw1:";

}  // namespace

std::string make_page_token(std::string_view position) {
    return wire::base64_encode(std::string{kMark} + std::string{position});
}

std::optional<std::string> read_page_token(std::string_view token) {
    const auto text = wire::base64_decode(token);
    if (!text || !text->starts_with(kMark)) {
        return std::nullopt;
    }
    return text->substr(kMark.size());
}

}  // namespace sosw::endpoint
