#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "backends/expression/condition.hpp"
#include "backends/expression/key_condition.hpp"
#include "backends/expression/lexer.hpp"
#include "backends/expression/projection.hpp"
#include "backends/expression/update.hpp"
#include "backends/expression/values.hpp"

namespace sosw::expression {

namespace {

/// Which definitions of a call have been used. Few calls have more than 64.
class Marks {
public:
    explicit Marks(std::size_t count) : many_(count > kBits ? count : 0) {}

    void set(std::size_t index) {
        if (many_.empty()) {
            few_ |= std::uint64_t{1} << index;
        } else {
            many_[index] = true;
        }
    }
    bool has(std::size_t index) const {
        return many_.empty() ? ((few_ >> index) & 1U) != 0 : many_[index];
    }

private:
    static constexpr std::size_t kBits = 64;
    std::uint64_t few_ = 0;
    std::vector<bool> many_;
};

/// `#` or `:`, then letters, digits and underscores.
bool is_placeholder(std::string_view key, char sign) {
    return key.size() > 1 && key.front() == sign && std::ranges::all_of(key.substr(1), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_';
           });
}

template <typename Definitions>
Result<void> check_keys(const Definitions& definitions, char sign, std::string_view parameter) {
    for (const auto& [key, definition] : definitions) {
        if (!is_placeholder(key, sign)) {
            return invalid_request(
                fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", parameter, key)
            );
        }
    }
    return {};
}

template <typename Definitions>
Result<void> check_used(
    const Definitions& definitions, const Marks& marks, std::string_view parameter
) {
    std::vector<std::string_view> unused;
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        if (!marks.has(i)) {
            unused.push_back(definitions[i].first);
        }
    }
    if (unused.empty()) {
        return {};
    }
    return invalid_request(fmt::format(
        "Value provided in {} unused in expressions: keys: {{{}}}",
        parameter,
        fmt::join(unused, ", ")
    ));
}

template <typename Definitions>
bool mark(const Definitions& definitions, std::string_view key, Marks& marks) {
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        if (definitions[i].first == key) {
            marks.set(i);
            return true;
        }
    }
    return false;
}

/// The checks of one call.
class Validation {
public:
    Validation(const CallExpressions& expressions, const Bindings& bindings)
        : expressions_{expressions},
          bindings_{bindings},
          used_names_{bindings.names.size()},
          used_values_{bindings.values.size()} {}

    Result<void> run() {
        TRY(check_values());
        TRY(check_expressions());
        TRY(check_used(bindings_.names, used_names_, "ExpressionAttributeNames"));
        return check_used(bindings_.values, used_values_, "ExpressionAttributeValues");
    }

private:
    Result<void> check_values() const {
        for (const auto& [key, value] : bindings_.values) {
            Result<void> checked = check_value(value);
            if (!checked) {
                return invalid_request(fmt::format(
                    "ExpressionAttributeValues contains invalid value: {} for key {}",
                    checked.error().message,
                    key
                ));
            }
        }
        return {};
    }

    Result<void> check_expressions() {
        if (expressions_.update != nullptr) {
            TRY(check(*expressions_.update, expressions_.update->placeholders, "UpdateExpression"));
        }
        if (expressions_.condition != nullptr) {
            TRY(check_condition(*expressions_.condition));
        }
        if (expressions_.key_condition != nullptr) {
            TRY(check_condition(expressions_.key_condition->condition));
        }
        if (expressions_.filter != nullptr) {
            TRY(check_condition(*expressions_.filter));
        }
        if (expressions_.projection != nullptr) {
            const ProjectionPaths& projection = *expressions_.projection;
            TRY(check(projection, projection.placeholders, "ProjectionExpression"));
        }
        return {};
    }

    Result<void> check_condition(const Condition& condition) {
        return check(condition, condition.placeholders, condition.kind);
    }

    template <typename Expression>
    Result<void> check(
        const Expression& expression, const Placeholders& placeholders, std::string_view kind
    ) {
        for (const std::string& placeholder : placeholders) {
            const bool is_name = placeholder.front() == '#';
            const bool defined = is_name ? mark(bindings_.names, placeholder, used_names_)
                                         : mark(bindings_.values, placeholder, used_values_);
            if (!defined) {
                return undefined(placeholder, kind);
            }
        }
        return check_operands(expression, bindings_);
    }

    static Failure undefined(std::string_view placeholder, std::string_view kind) {
        constexpr std::string_view kName =
            "An expression attribute name used in the document path is not defined; attribute name";
        constexpr std::string_view kValue =
            "An expression attribute value used in expression is not defined; attribute value";
        const std::string_view problem = placeholder.front() == '#' ? kName : kValue;
        return invalid(kind, fmt::format("{}: {}", problem, placeholder));
    }

    const CallExpressions& expressions_;
    const Bindings& bindings_;
    Marks used_names_;
    Marks used_values_;
};

bool has_expression(const CallExpressions& expressions) {
    return expressions.condition != nullptr || expressions.update != nullptr ||
           expressions.projection != nullptr || expressions.key_condition != nullptr ||
           expressions.filter != nullptr;
}

/// What is wrong with the definitions themselves, which DynamoDB sees before anything else.
Result<void> check_definitions(const CallExpressions& expressions, const Bindings& bindings) {
    TRY(check_keys(bindings.names, '#', "ExpressionAttributeNames"));
    TRY(check_keys(bindings.values, ':', "ExpressionAttributeValues"));
    if (has_expression(expressions)) {
        return {};
    }
    return invalid_request(fmt::format(
        "ExpressionAttribute{} can only be specified when using expressions",
        bindings.names.empty() ? "Values" : "Names"
    ));
}

}  // namespace

Result<void> validate(const CallExpressions& expressions, const Bindings& bindings) {
    Result<void> outcome = Validation{expressions, bindings}.run();
    if (!outcome) {
        // Keys that are used must be well-formed; so only a call that fails needs this look.
        TRY(check_definitions(expressions, bindings));
    }
    return outcome;
}

}  // namespace sosw::expression
