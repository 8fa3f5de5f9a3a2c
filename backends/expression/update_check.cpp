#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "backends/expression/lexer.hpp"
#include "backends/expression/update.hpp"

namespace sosw::expression {

namespace {

constexpr std::string_view kParameter = "UpdateExpression";

using Kind = UpdateAction::Kind;

template <typename... Arguments>
Failure problem(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    return invalid(kParameter, fmt::format(format, std::forward<Arguments>(arguments)...));
}

std::string_view long_type_name(const AttributeValue& value) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kNames{{
        {"S", "STRING"},
        {"N", "NUMBER"},
        {"B", "BINARY"},
        {"BOOL", "BOOLEAN"},
        {"NULL", "NULL"},
        {"L", "LIST"},
        {"M", "MAP"},
        {"SS", "STRING_SET"},
        {"NS", "NUMBER_SET"},
        {"BS", "BINARY_SET"},
    }};
    using Pair = std::pair<std::string_view, std::string_view>;
    return std::ranges::find(kNames, value.type_name(), &Pair::first)->second;
}

/// Values given as `operand` must be of `type`; what comes from the item is checked later.
Result<void> require_type(
    const UpdateOperand& operand,
    std::string_view type,
    std::string_view function,
    const Bindings& bindings
) {
    if (operand.kind != UpdateOperand::Kind::Value) {
        return {};
    }
    const std::string_view found = value_of(operand.value, bindings).type_name();
    if (found == type) {
        return {};
    }
    return problem(
        "Incorrect operand type for operator or function; operator or function: {}, operand type: "
        "{}",
        function,
        found
    );
}

/// Recursion is bounded by the parser's limit on nested functions.
Result<void> check_function(const UpdateOperand& function, const Bindings& bindings) {
    if (function.kind == UpdateOperand::Kind::DocumentPath ||
        function.kind == UpdateOperand::Kind::Value) {
        return {};
    }
    const bool appends = function.kind == UpdateOperand::Kind::ListAppend;
    const std::string_view name = appends ? "list_append" : "if_not_exists";
    if (function.arguments.size() != 2) {
        return problem(
            "Incorrect number of operands for operator or function; operator or function: {}, "
            "number of operands: {}",
            name,
            function.arguments.size()
        );
    }
    for (const UpdateOperand& argument : function.arguments) {
        TRY(check_function(argument, bindings));
        if (appends) {
            TRY(require_type(argument, "L", name, bindings));
        }
    }
    if (!appends && function.arguments.front().kind != UpdateOperand::Kind::DocumentPath) {
        return problem(
            "Operator or function requires a document path; operator or function: {}", name
        );
    }
    return {};
}

Result<void> check_set(const UpdateAction& action, const Bindings& bindings) {
    for (const UpdateOperand& operand : action.operands) {
        TRY(check_function(operand, bindings));
        if (action.arithmetic != UpdateAction::Arithmetic::None) {
            const bool plus = action.arithmetic == UpdateAction::Arithmetic::Plus;
            TRY(require_type(operand, "N", plus ? "+" : "-", bindings));
        }
    }
    return {};
}

Result<void> check_added_or_deleted(const UpdateAction& action, const Bindings& bindings) {
    const AttributeValue& value = value_of(action.operands.front().value, bindings);
    const bool is_set = value.is<StringSet>() || value.is<NumberSet>() || value.is<BinarySet>();
    const bool adds = action.kind == Kind::Add;
    if (is_set || (adds && value.is<Number>())) {
        return {};
    }
    const std::string_view section = adds ? "ADD" : "DELETE";
    return problem(
        "Incorrect operand type for operator or function; operator: {}, operand type: {}, typeSet: "
        "ALLOWED_FOR_{}_OPERAND",
        section,
        long_type_name(value),
        section
    );
}

}  // namespace

Result<void> check_operands(const Update& update, const Bindings& bindings) {
    TRY(check_overlaps(update.paths, bindings, kParameter));
    // DynamoDB goes through the actions from the last to the first.
    for (const UpdateAction& action : update.actions | std::views::reverse) {
        if (action.kind == Kind::Set) {
            TRY(check_set(action, bindings));
        } else if (action.kind != Kind::Remove) {
            TRY(check_added_or_deleted(action, bindings));
        }
    }
    return {};
}

}  // namespace sosw::expression
