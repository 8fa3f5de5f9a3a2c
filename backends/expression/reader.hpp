#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/expression/lexer.hpp"
#include "backends/expression/path.hpp"

/// What the parsers share: a cursor over tokens, paths, and the bookkeeping of an expression.
///
/// DynamoDB complains about syntax before it complains about anything else. So problems of meaning
/// are noted while reading, and only the first of them is reported, once all has been read.

namespace sosw::expression {

class Reader {
public:
    /// `keywords` cannot be names, not even to complain about them as reserved words. All that is
    /// passed must outlive the reader.
    static Result<Reader> open(
        std::string_view text, std::string_view kind, std::span<const std::string_view> keywords
    );

    const Token& peek(std::size_t ahead = 0) const;
    Token next();
    bool at_end() const { return peek().kind == Token::Kind::End; }
    std::size_t position() const { return position_; }
    std::string_view kind() const { return kind_; }

    /// Takes the next token if it is `symbol`.
    bool accept(std::string_view symbol);
    bool accept_keyword(std::string_view keyword);
    /// Takes `symbol`, or fails.
    Result<void> expect(std::string_view symbol);
    Result<void> expect_keyword(std::string_view keyword);
    /// The complaint about the next token.
    Failure unexpected() const;

    /// Reads a document path; notes reserved words, list indexes out of range and deep nesting.
    Result<Path> path();
    /// Reads a `:value`.
    Result<std::string> value();
    /// True where a function's name and its parenthesis come next.
    bool at_function() const;

    /// Counts an operator; DynamoDB allows 300.
    void count_operator();
    /// Remembers `problem` unless an earlier one was noted.
    void note(std::string problem);
    const std::string& first_problem() const { return problem_; }
    /// The first problem noted, as a failure.
    Result<void> check_problems() const;
    Placeholders take_placeholders() { return std::move(placeholders_); }

private:
    Reader(
        std::string_view text,
        std::string_view kind,
        std::span<const std::string_view> keywords,
        std::vector<Token> tokens
    );

    bool at_keyword() const;
    Result<PathElement> name_element();
    Result<PathElement> index_element();
    void use_placeholder(std::string_view text);

    std::string_view text_;
    std::string_view kind_;
    std::span<const std::string_view> keywords_;
    std::vector<Token> tokens_;
    std::size_t position_ = 0;
    std::size_t operators_ = 0;
    std::string problem_;
    Placeholders placeholders_;
};

}  // namespace sosw::expression
