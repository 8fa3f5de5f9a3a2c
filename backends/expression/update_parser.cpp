#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "backends/expression/reader.hpp"
#include "backends/expression/update.hpp"

namespace sosw::expression {

namespace {

using Kind = UpdateAction::Kind;

constexpr std::string_view kParameter = "UpdateExpression";
constexpr std::array<std::string_view, 4> kSections{"SET", "REMOVE", "ADD", "DELETE"};
constexpr std::array<std::string_view, 6> kConditionFunctions{
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
    "size"};

class UpdateParser {
public:
    UpdateParser(Reader& reader, Update& update) : reader_{reader}, update_{update} {}

    Result<void> parse() {
        do {
            TRY(section());
        } while (!reader_.at_end());
        return reader_.check_problems();
    }

private:
    Result<void> section() {
        const auto found = std::ranges::find_if(kSections, [&](std::string_view name) {
            return reader_.peek().is_keyword(name);
        });
        if (found == kSections.end()) {
            return reader_.unexpected();
        }
        reader_.next();
        const auto index = static_cast<std::size_t>(found - kSections.begin());
        do {
            TRY(action(static_cast<Kind>(index)));
        } while (reader_.accept(","));
        if (std::exchange(seen_.at(index), true)) {
            reader_.note(fmt::format(
                "The \"{}\" section can only be used once in an update expression;", *found
            ));
        }
        return {};
    }

    Result<void> action(Kind kind) {
        UpdateAction action{.kind = kind};
        update_.paths.push_back(TRY(reader_.path()));
        if (kind == Kind::Set) {
            TRY(reader_.expect("="));
            TRY(assigned(action));
        } else if (kind != Kind::Remove) {
            action.operands.push_back(
                {.kind = UpdateOperand::Kind::Value, .value = TRY(reader_.value())}
            );
        }
        update_.actions.push_back(std::move(action));
        return {};
    }

    Result<void> assigned(UpdateAction& action) {
        const bool enclosed = reader_.peek().is("(") && encloses_arithmetic();
        if (enclosed) {
            reader_.next();
        }
        action.operands.push_back(TRY(operand()));
        const bool plus = reader_.accept("+");
        if (plus || reader_.accept("-")) {
            reader_.count_operator();
            action.arithmetic =
                plus ? UpdateAction::Arithmetic::Plus : UpdateAction::Arithmetic::Minus;
            action.operands.push_back(TRY(operand()));
        }
        return enclosed ? reader_.expect(")") : Result<void>{};
    }

    /// True for `(a + b)`, false for `(a) + b`: what comes before the matching parenthesis decides.
    bool encloses_arithmetic() const {
        int depth = 0;
        for (std::size_t ahead = 0; reader_.peek(ahead).kind != Token::Kind::End; ++ahead) {
            const Token& token = reader_.peek(ahead);
            depth += token.is("(") ? 1 : 0;
            depth -= token.is(")") ? 1 : 0;
            if (depth <= 1 && (token.is("+") || token.is("-"))) {
                return depth == 1;
            }
            if (depth == 0) {
                return false;
            }
        }
        return false;
    }

    Result<UpdateOperand> operand() {
        const bool enclosed = reader_.accept("(");
        if (enclosed && reader_.peek().is("(")) {
            return invalid(kParameter, "The expression has redundant parentheses;");
        }
        UpdateOperand result = TRY(bare_operand());
        if (enclosed) {
            TRY(reader_.expect(")"));
        }
        return result;
    }

    Result<UpdateOperand> bare_operand() {
        if (reader_.at_function()) {
            return function();
        }
        if (reader_.peek().kind == Token::Kind::Value) {
            return UpdateOperand{.kind = UpdateOperand::Kind::Value, .value = TRY(reader_.value())};
        }
        return UpdateOperand{.path = TRY(reader_.path())};
    }

    Result<UpdateOperand> function() {
        const std::string_view name = reader_.next().text;
        UpdateOperand result{.kind = UpdateOperand::Kind::IfNotExists};
        if (name == "list_append") {
            result.kind = UpdateOperand::Kind::ListAppend;
        } else if (name != "if_not_exists") {
            note_unknown(name);
        }
        reader_.count_operator();
        constexpr int kNestingMax = 32;
        if (nesting_ == kNestingMax) {
            reader_.note("The expression has too many nested functions;");
            TRY(reader_.check_problems());
        }
        ++nesting_;
        TRY(reader_.expect("("));
        do {
            result.arguments.push_back(TRY(operand()));
        } while (reader_.accept(","));
        --nesting_;
        TRY(reader_.expect(")"));
        return result;
    }

    void note_unknown(std::string_view name) {
        const bool known =
            std::ranges::find(kConditionFunctions, name) != kConditionFunctions.end();
        reader_.note(
            known ? fmt::format(
                        "The function is not allowed in an update expression; function: {}", name
                    )
                  : fmt::format("Invalid function name; function: {}", name)
        );
    }

    Reader& reader_;
    Update& update_;
    std::array<bool, kSections.size()> seen_{};
    int nesting_ = 0;
};

}  // namespace

Result<Update> parse_update(std::string_view text) {
    Reader reader = TRY(Reader::open(text, kParameter, kSections));
    Update update;
    TRY(UpdateParser{reader, update}.parse());
    update.placeholders = reader.take_placeholders();
    return update;
}

}  // namespace sosw::expression
