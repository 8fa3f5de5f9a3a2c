#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backends/expression/path.hpp"

/// The syntax tree of a condition: its comparisons and functions in a row, and a little program of
/// jumps that says which of them to test. Flat, so that no nesting can exhaust a stack.

namespace sosw::expression {

struct Operand {
    enum class Kind : std::uint8_t { DocumentPath, Value };
    Kind kind = Kind::DocumentPath;
    std::uint8_t sizes = 0;  ///< How many `size()` stand around it; more than one is an error.
    Path path{};             ///< Of `DocumentPath`.
    std::string value{};     ///< The placeholder of `Value`.
};

enum class Predicate : std::uint8_t {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Between,
    In,
    AttributeExists,
    AttributeNotExists,
    AttributeType,
    BeginsWith,
    Contains,
};
/// As it is written: `<=`, `BETWEEN`, `begins_with`.
std::string_view to_string(Predicate predicate);

struct Term {
    Predicate predicate = Predicate::Equal;
    bool sound = false;  ///< Fits together whatever its placeholders stand for.
    std::vector<Operand> operands{};
};

/// One step of the program; it works on the outcome of the latest test.
struct Step {
    enum class Kind : std::uint8_t {
        Test,         ///< Tests the term `target`.
        Not,          ///< Inverts the outcome.
        JumpIfFalse,  ///< To the step `target`; written for AND.
        JumpIfTrue,   ///< To the step `target`; written for OR.
    };
    Kind kind = Kind::Test;
    std::size_t target = 0;
};

struct Condition {
    std::string kind;  ///< The parameter's name, for errors.
    std::vector<Term> terms{};
    std::vector<Step> steps{};
    Placeholders placeholders{};
};

/// Parses a condition, filter or key condition; `kind` names the parameter in errors.
Result<Condition> parse_condition(std::string_view text, std::string_view kind);

/// Operand types and counts. Requires that all placeholders are defined.
Result<void> check_operands(const Condition& condition, const Bindings& bindings);

}  // namespace sosw::expression
