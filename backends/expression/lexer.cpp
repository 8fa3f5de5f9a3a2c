#include "backends/expression/lexer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace sosw::expression {

namespace {

constexpr std::size_t kSizeMax = 4096;
constexpr std::string_view kSpaces = " \t\r\n";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool continues_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// How many characters at the front satisfy `predicate`, from position `from` on.
template <typename Predicate>
std::size_t run(std::string_view text, std::size_t from, Predicate predicate) {
    const auto end =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), predicate);
    return static_cast<std::size_t>(end - text.begin());
}

std::size_t symbol_length(std::string_view rest) {
    constexpr std::array<std::string_view, 3> kPairs{"<>", "<=", ">="};
    constexpr std::string_view kSingles = "=<>()[],.+-";
    if (std::ranges::find(kPairs, rest.substr(0, 2)) != kPairs.end()) {
        return 2;
    }
    return kSingles.find(rest.front()) != kSingles.npos ? 1 : 0;
}

/// The token at the front of `rest`; an empty one if none begins here.
Token read_token(std::string_view rest) {
    const char first = rest.front();
    if (is_letter(first)) {
        return {.kind = Token::Kind::Word, .text = rest.substr(0, run(rest, 1, continues_word))};
    }
    if (is_digit(first)) {
        return {.kind = Token::Kind::Integer, .text = rest.substr(0, run(rest, 1, is_digit))};
    }
    if (first == '#' || first == ':') {
        const std::size_t length = run(rest, 1, continues_word);
        const auto kind = first == '#' ? Token::Kind::Name : Token::Kind::Value;
        return {.kind = kind, .text = rest.substr(0, length > 1 ? length : 0)};
    }
    return {.kind = Token::Kind::Symbol, .text = rest.substr(0, symbol_length(rest))};
}

/// The character at the front, all its bytes.
std::string_view first_character(std::string_view text) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    return text.substr(0, run(text, 1, continues));
}

Failure bad_character(
    std::string_view text,
    std::size_t position,
    const std::vector<Token>& before,
    std::string_view kind
) {
    const std::string_view character = first_character(text.substr(position));
    const std::size_t start = before.empty() ? position : before.back().start;
    std::size_t end =
        std::min(text.find_first_not_of(kSpaces, position + character.size()), text.size());
    if (end < text.size()) {
        const std::string_view rest = text.substr(end);
        const std::size_t length = read_token(rest).text.size();
        end += length > 0 ? length : first_character(rest).size();
    }
    return invalid(
        kind,
        fmt::format(
            R"(Syntax error; token: "{}", near: "{}")", character, text.substr(start, end - start)
        )
    );
}

}  // namespace

bool Token::is_keyword(std::string_view keyword) const {
    return kind == Kind::Word && std::ranges::equal(text, keyword, {}, to_upper);
}

Failure invalid(std::string_view kind, std::string_view problem) {
    return invalid_request(fmt::format("Invalid {}: {}", kind, problem));
}

Failure invalid_request(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

Result<std::vector<Token>> tokenize(std::string_view text, std::string_view kind) {
    if (text.size() > kSizeMax) {
        return invalid(
            kind,
            fmt::format(
                "Expression size has exceeded the maximum allowed size; expression size: {}",
                text.size()
            )
        );
    }
    std::vector<Token> tokens;
    std::size_t position = std::min(text.find_first_not_of(kSpaces), text.size());
    if (position == text.size()) {
        return invalid(kind, "The expression can not be empty;");
    }
    while (position < text.size()) {
        Token token = read_token(text.substr(position));
        if (token.text.empty()) {
            return bad_character(text, position, tokens, kind);
        }
        token.start = position;
        tokens.push_back(token);
        position =
            std::min(text.find_first_not_of(kSpaces, position + token.text.size()), text.size());
    }
    tokens.push_back({.kind = Token::Kind::End, .text = {}, .start = text.size()});
    return tokens;
}

Failure syntax_error(
    std::string_view text,
    const std::vector<Token>& tokens,
    std::size_t position,
    std::string_view kind
) {
    const Token& token = tokens.at(position);
    const Token& first = tokens.at(position > 0 ? position - 1 : 0);
    const Token& last = tokens.at(std::min(position + 1, tokens.size() - 1));
    const bool at_end = token.kind == Token::Kind::End;
    const std::size_t end =
        at_end ? first.start + first.text.size() : last.start + last.text.size();
    return invalid(
        kind,
        fmt::format(
            R"(Syntax error; token: "{}", near: "{}")",
            at_end ? "<EOF>" : token.text,
            text.substr(first.start, end - first.start)
        )
    );
}

}  // namespace sosw::expression
