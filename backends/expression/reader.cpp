#include "backends/expression/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "backends/expression/reserved_words.hpp"

namespace sosw::expression {

namespace {

constexpr std::size_t kOperatorsMax = 300;
constexpr std::size_t kNestingMax = 32;

}  // namespace

Reader::Reader(
    std::string_view text,
    std::string_view kind,
    std::span<const std::string_view> keywords,
    std::vector<Token> tokens
)
    : text_{text}, kind_{kind}, keywords_{keywords}, tokens_{std::move(tokens)} {}

Result<Reader> Reader::open(
    std::string_view text, std::string_view kind, std::span<const std::string_view> keywords
) {
    return Reader{text, kind, keywords, TRY(tokenize(text, kind))};
}

const Token& Reader::peek(std::size_t ahead) const {
    return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
}

Token Reader::next() {
    const Token token = peek();
    position_ += at_end() ? 0 : 1;
    return token;
}

bool Reader::accept(std::string_view symbol) {
    const bool found = peek().is(symbol);
    position_ += found ? 1 : 0;
    return found;
}

bool Reader::accept_keyword(std::string_view keyword) {
    const bool found = peek().is_keyword(keyword);
    position_ += found ? 1 : 0;
    return found;
}

Result<void> Reader::expect(std::string_view symbol) {
    return accept(symbol) ? Result<void>{} : unexpected();
}

Result<void> Reader::expect_keyword(std::string_view keyword) {
    return accept_keyword(keyword) ? Result<void>{} : unexpected();
}

Failure Reader::unexpected() const { return syntax_error(text_, tokens_, position_, kind_); }

Result<PathElement> Reader::name_element() {
    const Token token = peek();
    if (token.kind == Token::Kind::Name) {
        use_placeholder(token.text);
        next();
        return PathElement{.kind = PathElement::Kind::Placeholder, .text = std::string{token.text}};
    }
    if (token.kind != Token::Kind::Word || at_keyword()) {
        return unexpected();
    }
    if (is_reserved_word(token.text)) {
        note(fmt::format("Attribute name is a reserved keyword; reserved keyword: {}", token.text));
    }
    next();
    return PathElement{.kind = PathElement::Kind::Name, .text = std::string{token.text}};
}

Result<PathElement> Reader::index_element() {
    const Token token = peek();
    if (token.kind != Token::Kind::Integer) {
        return unexpected();
    }
    std::int32_t index = 0;
    const auto parsed =
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), index);
    if (parsed.ec != std::errc{}) {
        note(fmt::format("List index is not within the allowable range; index: [{}]", token.text));
    }
    next();
    TRY(expect("]"));
    return PathElement{
        .kind = PathElement::Kind::Index, .text = {}, .index = static_cast<std::size_t>(index)};
}

Result<Path> Reader::path() {
    Path path;
    path.push_back(TRY(name_element()));
    while (true) {
        if (accept(".")) {
            path.push_back(TRY(name_element()));
        } else if (accept("[")) {
            path.push_back(TRY(index_element()));
        } else {
            break;
        }
    }
    if (path.size() > kNestingMax) {
        note(fmt::format(
            "The document path has too many nesting levels; nesting levels: {}", path.size()
        ));
    }
    return path;
}

Result<std::string> Reader::value() {
    if (peek().kind != Token::Kind::Value) {
        return unexpected();
    }
    use_placeholder(peek().text);
    return std::string{next().text};
}

bool Reader::at_function() const {
    return peek().kind == Token::Kind::Word && peek(1).is("(") && !at_keyword();
}

bool Reader::at_keyword() const {
    return std::ranges::any_of(keywords_, [&](std::string_view keyword) {
        return peek().is_keyword(keyword);
    });
}

void Reader::count_operator() {
    ++operators_;
    if (operators_ == kOperatorsMax + 1) {
        note(fmt::format(
            "The expression contains too many operators; operator count: {}", operators_
        ));
    }
}

void Reader::note(std::string problem) {
    if (problem_.empty()) {
        problem_ = std::move(problem);
    }
}

Result<void> Reader::check_problems() const {
    return problem_.empty() ? Result<void>{} : invalid(kind_, problem_);
}

void Reader::use_placeholder(std::string_view text) {
    if (std::ranges::find(placeholders_, text) == placeholders_.end()) {
        placeholders_.emplace_back(text);
    }
}

}  // namespace sosw::expression
