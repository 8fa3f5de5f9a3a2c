#include "backends/wire/http_message.hpp"

#include <algorithm>
#include <utility>

namespace sosw::wire {

namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

const std::string* HttpHeaders::find(std::string_view name) const {
    const auto found = std::ranges::find_if(headers_, [&](const HttpHeader& header) {
        return equal_ignoring_case(header.name, name);
    });
    return found == headers_.end() ? nullptr : &found->value;
}

std::string_view HttpHeaders::value_or_empty(std::string_view name) const {
    const std::string* const value = find(name);
    return value == nullptr ? std::string_view{} : std::string_view{*value};
}

void HttpHeaders::add(std::string name, std::string value) {
    headers_.push_back({.name = std::move(name), .value = std::move(value)});
}

void HttpHeaders::set(std::string_view name, std::string value) {
    erase(name);
    add(std::string{name}, std::move(value));
}

void HttpHeaders::erase(std::string_view name) {
    std::erase_if(headers_, [&](const HttpHeader& header) {
        return equal_ignoring_case(header.name, name);
    });
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view query_of(std::string_view target) {
    const std::size_t question = target.find('?');
    return question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
}

}  // namespace sosw::wire
