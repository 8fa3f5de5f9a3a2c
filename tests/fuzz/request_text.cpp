#include "tests/fuzz/request_text.hpp"

#include <cstddef>
#include <string>

namespace sosw::fuzz {
namespace {

std::string_view take_until(std::string_view& text, char end) {
    const std::string_view part = text.substr(0, text.find(end));
    text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
    return part;
}

}  // namespace

wire::HttpRequest request_of_text(std::string_view text) {
    std::string_view first = take_until(text, '\n');
    wire::HttpRequest request;
    request.method = take_until(first, ' ');
    request.target = first;
    while (!text.empty()) {
        std::string_view line = take_until(text, '\n');
        if (line.empty()) {
            break;
        }
        const std::string_view name = take_until(line, ':');
        request.headers.add(std::string{name}, std::string{line});
    }
    request.body = text;
    return request;
}

}  // namespace sosw::fuzz
