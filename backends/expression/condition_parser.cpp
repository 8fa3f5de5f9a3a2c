#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "backends/expression/condition.hpp"
#include "backends/expression/reader.hpp"

namespace sosw::expression {

namespace {

constexpr std::array<std::string_view, 5> kKeywords{"AND", "OR", "NOT", "BETWEEN", "IN"};

struct Comparator {
    std::string_view text;
    Predicate predicate;
};
constexpr std::array<Comparator, 6> kComparators{{
    {"=", Predicate::Equal},
    {"<>", Predicate::NotEqual},
    {"<", Predicate::Less},
    {"<=", Predicate::LessEqual},
    {">", Predicate::Greater},
    {">=", Predicate::GreaterEqual},
}};

struct Function {
    std::string_view name;
    std::size_t operands;
    Predicate predicate;
};
constexpr std::array<Function, 5> kFunctions{{
    {"attribute_exists", 1, Predicate::AttributeExists},
    {"attribute_not_exists", 1, Predicate::AttributeNotExists},
    {"attribute_type", 2, Predicate::AttributeType},
    {"begins_with", 2, Predicate::BeginsWith},
    {"contains", 2, Predicate::Contains},
}};

const Comparator* find_comparator(const Token& token) {
    const auto found = std::ranges::find(kComparators, token.text, &Comparator::text);
    return token.kind == Token::Kind::Symbol && found != kComparators.end() ? found : nullptr;
}

const Function* find_function(std::string_view name) {
    const auto found = std::ranges::find(kFunctions, name, &Function::name);
    return found != kFunctions.end() ? found : nullptr;
}

bool follows_operand(const Token& token) {
    return find_comparator(token) != nullptr || token.is_keyword("BETWEEN") ||
           token.is_keyword("IN");
}

bool is_sound(const Term& term) {
    const auto is_path = [](const Operand& operand) {
        return operand.kind == Operand::Kind::DocumentPath && operand.sizes == 0;
    };
    switch (term.predicate) {
        case Predicate::AttributeExists:
        case Predicate::AttributeNotExists:
            return is_path(term.operands.front());
        case Predicate::Equal:
        case Predicate::NotEqual:
        case Predicate::Contains:
            // Two paths may turn out to be the same.
            return std::ranges::count_if(term.operands, is_path) < 2 &&
                   std::ranges::all_of(term.operands, [](const Operand& operand) {
                       return operand.sizes == 0;
                   });
        default:
            return false;
    }
}

/// Operators by increasing strength; a group ends the search for weaker ones.
enum class Operator : std::uint8_t { Group, Or, And, Not };

/// An operator whose right side is still being read.
struct Pending {
    Operator kind = Operator::Group;
    std::size_t step = 0;   ///< The jump to be completed, of And and Or.
    std::size_t token = 0;  ///< Where a group was opened.
};

/// Operator precedence parsing with a stack of its own.
class ConditionParser {
public:
    ConditionParser(Reader& reader, Condition& condition)
        : reader_{reader}, condition_{condition} {}

    Result<void> parse() {
        do {
            TRY(prefixes());
            TRY(groups_closed());
        } while (connective());
        if (!reader_.at_end() || !closed_all()) {
            return reader_.unexpected();
        }
        complete_down_to(Operator::Or);
        return reader_.check_problems();
    }

private:
    /// NOT, opening parentheses, and the term behind them.
    Result<void> prefixes() {
        while (true) {
            if (reader_.accept_keyword("NOT")) {
                reader_.count_operator();
                pending_.push_back({.kind = Operator::Not});
                continue;
            }
            const std::size_t parentheses = count_ahead(0, "(");
            const std::size_t around_operand = parentheses_around_operand(parentheses);
            for (std::size_t i = around_operand; i < parentheses; ++i) {
                pending_.push_back({.kind = Operator::Group, .token = reader_.position()});
                reader_.next();
            }
            if (parentheses == around_operand || !reader_.peek().is_keyword("NOT")) {
                return term();
            }
        }
    }

    Result<void> groups_closed() {
        while (reader_.peek().is(")")) {
            complete_down_to(Operator::Or);
            if (pending_.empty()) {
                return reader_.unexpected();
            }
            const std::size_t opened = pending_.back().token;
            const std::size_t closed = reader_.position();
            const bool redundant = opened + 1 == last_opened_ && last_closed_ + 1 == closed;
            if (redundant) {
                return redundant_parentheses();
            }
            last_opened_ = opened;
            last_closed_ = closed;
            pending_.pop_back();
            reader_.next();
        }
        return {};
    }

    /// Takes AND or OR; false where the condition ends.
    bool connective() {
        const bool is_and = reader_.peek().is_keyword("AND");
        if (!is_and && !reader_.peek().is_keyword("OR")) {
            return false;
        }
        reader_.next();
        reader_.count_operator();
        const Operator kind = is_and ? Operator::And : Operator::Or;
        complete_down_to(kind);
        pending_.push_back({.kind = kind, .step = condition_.steps.size()});
        condition_.steps.push_back(
            {.kind = is_and ? Step::Kind::JumpIfFalse : Step::Kind::JumpIfTrue}
        );
        return true;
    }

    /// Completes the operators at least as strong as `weakest`, whose right side has been read.
    void complete_down_to(Operator weakest) {
        while (!pending_.empty() && pending_.back().kind >= weakest) {
            if (pending_.back().kind == Operator::Not) {
                condition_.steps.push_back({.kind = Step::Kind::Not});
            } else {
                condition_.steps[pending_.back().step].target = condition_.steps.size();
            }
            pending_.pop_back();
        }
    }

    bool closed_all() const {
        return std::ranges::find(pending_, Operator::Group, &Pending::kind) == pending_.end();
    }

    Failure redundant_parentheses() const {
        return invalid(reader_.kind(), "The expression has redundant parentheses;");
    }

    std::size_t count_ahead(std::size_t from, std::string_view symbol) const {
        std::size_t count = 0;
        while (reader_.peek(from + count).is(symbol)) {
            ++count;
        }
        return count;
    }

    /// How many of the parentheses that come next enclose an operand, as in `((a) = :b)`, rather
    /// than a condition.
    std::size_t parentheses_around_operand(std::size_t parentheses) const {
        std::size_t ahead = parentheses;
        int depth = 0;
        for (; reader_.peek(ahead).kind != Token::Kind::End; ++ahead) {
            const Token& token = reader_.peek(ahead);
            if (depth == 0 && (token.is(")") || follows_operand(token))) {
                break;
            }
            depth += token.is("(") ? 1 : 0;
            depth -= token.is(")") ? 1 : 0;
        }
        const std::size_t closing = std::min(count_ahead(ahead, ")"), parentheses);
        return follows_operand(reader_.peek(ahead + closing)) ? closing : 0;
    }

    Result<void> term() {
        if (reader_.at_function() && reader_.peek().text != "size") {
            return function_term();
        }
        Term term;
        term.operands.push_back(TRY(operand()));
        const Token token = reader_.peek();
        if (const Comparator* comparator = find_comparator(token)) {
            reader_.next();
            term.predicate = comparator->predicate;
            term.operands.push_back(TRY(operand()));
        } else if (reader_.accept_keyword("BETWEEN")) {
            term.predicate = Predicate::Between;
            term.operands.push_back(TRY(operand()));
            TRY(reader_.expect_keyword("AND"));
            term.operands.push_back(TRY(operand()));
        } else if (reader_.accept_keyword("IN")) {
            term.predicate = Predicate::In;
            TRY(list(term.operands));
        } else if (term.operands.front().sizes > 0) {
            misused("size");
        } else {
            return reader_.unexpected();
        }
        reader_.count_operator();
        add(std::move(term));
        return {};
    }

    /// `attribute_exists(a)` and its like. One that is compared with something is misused.
    Result<void> function_term() {
        const Token name = reader_.peek();
        const Function* function = find_function(name.text);
        note_unless_condition(name.text);
        Term term{.predicate = function != nullptr ? function->predicate : Predicate::Equal};
        reader_.next();
        TRY(list(term.operands));
        if (function != nullptr && term.operands.size() != function->operands) {
            wrong_count(name.text, term.operands.size());
        }
        if (const Token token = reader_.peek(); follows_operand(token)) {
            misused(name.text);
            return rest_of_misused();
        }
        add(std::move(term));
        return {};
    }

    /// Reads on behind a function that stands where an operand should, for the syntax's sake.
    Result<void> rest_of_misused() {
        if (reader_.accept_keyword("IN")) {
            std::vector<Operand> ignored;
            return list(ignored);
        }
        const bool between = reader_.next().is_keyword("BETWEEN");
        TRY(operand());
        if (between) {
            TRY(reader_.expect_keyword("AND"));
            TRY(operand());
        }
        return {};
    }

    void add(Term term) {
        term.sound = is_sound(term);
        condition_.steps.push_back({.kind = Step::Kind::Test, .target = condition_.terms.size()});
        condition_.terms.push_back(std::move(term));
    }

    /// A list of operands in parentheses.
    Result<void> list(std::vector<Operand>& operands) {
        TRY(reader_.expect("("));
        do {
            operands.push_back(TRY(operand()));
        } while (reader_.accept(","));
        return reader_.expect(")");
    }

    Result<Operand> operand() {
        const std::size_t parentheses = count_ahead(0, "(");
        for (std::size_t i = 0; i < parentheses; ++i) {
            reader_.next();
        }
        Operand result = TRY(bare_operand());
        for (std::size_t i = 0; i < parentheses; ++i) {
            TRY(reader_.expect(")"));
            if (i > 0) {
                return redundant_parentheses();
            }
        }
        return result;
    }

    Result<Operand> bare_operand() {
        if (reader_.at_function()) {
            return nested_function();
        }
        if (reader_.peek().kind == Token::Kind::Value) {
            return Operand{.kind = Operand::Kind::Value, .value = TRY(reader_.value())};
        }
        return Operand{.path = TRY(reader_.path())};
    }

    /// `size(a)`, the only function that yields an operand.
    Result<Operand> nested_function() {
        const std::string_view name = reader_.next().text;
        if (name != "size") {
            find_function(name) != nullptr ? misused(name) : note_unless_condition(name);
        }
        // Whatever nests deeper than size(size()) is wrong; it need not be read to its end.
        constexpr int kNestingMax = 8;
        if (nesting_ == kNestingMax) {
            reader_.note(
                "Incorrect operand type for operator or function; operator or function: size, "
                "operand type: N"
            );
            TRY(reader_.check_problems());
        }
        ++nesting_;
        std::vector<Operand> operands;
        TRY(list(operands));
        --nesting_;
        if (operands.size() != 1 && name == "size") {
            wrong_count(name, operands.size());
        }
        Operand result = std::move(operands.front());
        result.sizes = static_cast<std::uint8_t>(result.sizes + 1);
        return result;
    }

    void note_unless_condition(std::string_view name) {
        if (name == "if_not_exists" || name == "list_append") {
            reader_.note(fmt::format(
                "The function is not allowed in a condition expression; function: {}", name
            ));
        } else if (find_function(name) == nullptr) {
            reader_.note(fmt::format("Invalid function name; function: {}", name));
        }
    }

    void misused(std::string_view name) {
        reader_.note(fmt::format(
            "The function is not allowed to be used this way in an expression; function: {}", name
        ));
    }

    void wrong_count(std::string_view name, std::size_t count) {
        reader_.note(fmt::format(
            "Incorrect number of operands for operator or function; operator or function: {}, "
            "number of operands: {}",
            name,
            count
        ));
    }

    Reader& reader_;
    Condition& condition_;
    std::vector<Pending> pending_;
    std::size_t last_opened_ = 0;  ///< The group closed last; zero closes nothing.
    std::size_t last_closed_ = 0;
    int nesting_ = 0;
};

}  // namespace

std::string_view to_string(Predicate predicate) {
    if (predicate == Predicate::Between) {
        return "BETWEEN";
    }
    if (predicate == Predicate::In) {
        return "IN";
    }
    const auto comparator = std::ranges::find(kComparators, predicate, &Comparator::predicate);
    if (comparator != kComparators.end()) {
        return comparator->text;
    }
    return std::ranges::find(kFunctions, predicate, &Function::predicate)->name;
}

Result<Condition> parse_condition(std::string_view text, std::string_view kind) {
    Reader reader = TRY(Reader::open(text, kind, kKeywords));
    Condition condition{.kind = std::string{kind}};
    TRY(ConditionParser{reader, condition}.parse());
    condition.placeholders = reader.take_placeholders();
    return condition;
}

}  // namespace sosw::expression
