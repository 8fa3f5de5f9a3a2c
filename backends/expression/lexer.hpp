#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

/// Tokens of DynamoDB's expressions, and the texts of its complaints about them.

namespace sosw::expression {

struct Token {
    enum class Kind { End, Word, Name, Value, Integer, Symbol };
    Kind kind = Kind::End;
    std::string_view text{};  ///< Borrowed from the expression; names and values with `#` and `:`.
    std::size_t start = 0;

    bool is(std::string_view symbol) const { return kind == Kind::Symbol && text == symbol; }
    /// Keywords are the same in upper and lower case. `keyword` is given in upper case.
    bool is_keyword(std::string_view keyword) const;
};

/// `ValidationException: Invalid <kind>: <problem>`, where `kind` names the parameter.
Failure invalid(std::string_view kind, std::string_view problem);
/// A `ValidationException` that names no parameter.
Failure invalid_request(std::string message);

/// The tokens of `text`, the last of which is `End`. `text` must outlive them.
///
/// Errors: `ValidationException` for an empty expression, one above 4 KB, and characters that begin
/// no token.
Result<std::vector<Token>> tokenize(std::string_view text, std::string_view kind);

/// The complaint about `tokens[position]`: it names the token, and quotes from its predecessor to
/// its successor.
Failure syntax_error(
    std::string_view text,
    const std::vector<Token>& tokens,
    std::size_t position,
    std::string_view kind
);

}  // namespace sosw::expression
