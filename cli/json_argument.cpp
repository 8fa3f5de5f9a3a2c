#include "cli/json_argument.hpp"

#include <charconv>
#include <iostream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/text_file.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::cli {

namespace {

tl::unexpected<Diagnostics> problem(const std::string& place, std::string message) {
    return tl::make_unexpected(Diagnostics{{.file = place, .message = std::move(message)}});
}

/// Where a text comes from, as problems name it, and the text.
struct Source {
    std::string place;
    std::string text;
};

Checked<Source> source_of(const std::string& argument, const std::string& value) {
    if (!value.starts_with('@')) {
        return Source{argument, value};
    }
    std::string file = value.substr(1);
    if (file == "-") {
        return Source{
            "standard input",
            {std::istreambuf_iterator<char>{std::cin}, std::istreambuf_iterator<char>{}}};
    }
    tl::expected<std::string, std::string> text = read_text_file(file);
    if (!text) {
        return problem(argument, fmt::format("{} cannot be read: {}", file, text.error()));
    }
    return Source{std::move(file), *std::move(text)};
}

/// The number behind `word`.
std::optional<std::size_t> number_behind(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    std::size_t number = 0;
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_prefix(at + word.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} ? std::optional{number} : std::nullopt;
}

/// What the parser says, without its error number and place.
std::string_view words_of(std::string_view message) {
    constexpr std::string_view kPlaceEnds = ": ";
    const std::size_t place = message.find("parse error at");
    const std::size_t words =
        place == std::string_view::npos ? place : message.find(kPlaceEnds, place);
    return words == std::string_view::npos ? message : message.substr(words + kPlaceEnds.size());
}

Diagnostic syntax_problem(const std::string& place, const Error& error) {
    return {
        .file = place,
        .line = number_behind(error.message, "at line "),
        .column = number_behind(error.message, "column "),
        .message = std::string{words_of(error.message)}};
}

}  // namespace

Checked<AttributeValue> json_argument(const std::string& argument, const std::string& value) {
    const Checked<Source> source = source_of(argument, value);
    if (!source) {
        return tl::make_unexpected(source.error());
    }
    if (source->text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return problem(source->place, "expected JSON, found nothing; an empty payload is {}");
    }
    Result<AttributeValue> parsed = parse_json(source->text);
    if (!parsed) {
        return tl::make_unexpected(Diagnostics{syntax_problem(source->place, parsed.error())});
    }
    return *std::move(parsed);
}

Checked<Map> object_argument(const std::string& argument, const std::string& value) {
    if (value.empty()) {
        return Map{};
    }
    Checked<AttributeValue> parsed = json_argument(argument, value);
    if (!parsed) {
        return tl::make_unexpected(std::move(parsed).error());
    }
    if (Map* object = parsed->get_if<Map>()) {
        return std::move(*object);
    }
    return problem(
        argument, fmt::format("expected a JSON object such as {{\"rows\": 3}}, found {}", value)
    );
}

}  // namespace sosw::cli
