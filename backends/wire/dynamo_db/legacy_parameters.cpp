#include "backends/wire/dynamo_db/legacy_parameters.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "backends/expression/values.hpp"

namespace sosw::wire {

namespace {

constexpr std::string_view kPlaceholder = "legacy_";
constexpr std::string_view kAnyType = "";
constexpr std::string_view kScalars = "S N B";
constexpr std::size_t kMany = std::numeric_limits<std::size_t>::max();

/// What an operator takes, and how it is written in expressions.
struct Comparison {
    std::string_view name;
    std::size_t least;
    std::size_t most;
    std::string_view types;   ///< Of its values, separated by spaces.
    std::string_view format;  ///< Of the name and up to two values.
    bool is_indexable;
};

constexpr std::array<Comparison, 13> kComparisons{{
    {"EQ", 1, 1, kAnyType, "{0} = {1}", true},
    {"NE", 1, 1, kAnyType, "{0} <> {1}", false},
    {"LE", 1, 1, kScalars, "{0} <= {1}", true},
    {"LT", 1, 1, kScalars, "{0} < {1}", true},
    {"GE", 1, 1, kScalars, "{0} >= {1}", true},
    {"GT", 1, 1, kScalars, "{0} > {1}", true},
    {"NOT_NULL", 0, 0, kAnyType, "attribute_exists({0})", false},
    {"NULL", 0, 0, kAnyType, "attribute_not_exists({0})", false},
    {"CONTAINS", 1, 1, kScalars, "contains({0}, {1})", false},
    {"NOT_CONTAINS", 1, 1, kScalars, "(attribute_exists({0}) AND NOT contains({0}, {1}))", false},
    {"BEGINS_WITH", 1, 1, "S B", "begins_with({0}, {1})", true},
    {"IN", 1, kMany, kScalars, "{0} IN ({1})", false},
    {"BETWEEN", 2, 2, kScalars, "{0} BETWEEN {1} AND {2}", true},
}};

const Comparison* find_comparison(std::string_view name) {
    const auto* found = std::ranges::find(kComparisons, name, &Comparison::name);
    return found != kComparisons.end() ? found : nullptr;
}

Failure invalid(std::string_view problem) {
    return validation_error(fmt::format("One or more parameter values were invalid: {}", problem));
}

bool takes(const Comparison& comparison, std::string_view type) {
    return comparison.types == kAnyType ||
           fmt::format(" {} ", comparison.types).find(fmt::format(" {} ", type)) !=
               std::string::npos;
}

Result<void> check_count(const Comparison& comparison, std::size_t count) {
    if (count < comparison.least || count > comparison.most) {
        return invalid(fmt::format(
            "Invalid number of argument(s) for the {} ComparisonOperator", comparison.name
        ));
    }
    return {};
}

Result<void> check_values(const Comparison& comparison, std::span<const AttributeValue> values) {
    for (const AttributeValue& value : values) {
        if (value.type_name() != values.front().type_name()) {
            return invalid("AttributeValues inside AttributeValueList must be of same type");
        }
    }
    for (const AttributeValue& value : values) {
        if (!takes(comparison, value.type_name())) {
            return invalid(fmt::format(
                "ComparisonOperator {} is not valid for {} AttributeValue type",
                comparison.name,
                value.type_name()
            ));
        }
    }
    if (comparison.name == "BETWEEN") {
        const auto order = expression::compare_values(values[0], values[1]);
        if (order && *order > 0) {
            return validation_error(
                "The BETWEEN condition was provided a range where the lower bound is greater than "
                "the upper bound"
            );
        }
    }
    return {};
}

/// The values of a condition, wherever they stand.
std::span<const AttributeValue> values_of(const LegacyCondition& condition) {
    if (condition.values) {
        return *condition.values;
    }
    return condition.value ? std::span{&*condition.value, 1} : std::span<const AttributeValue>{};
}

Result<void> check_comparison(const LegacyCondition& condition, const Comparison& comparison) {
    const std::string_view attribute = condition.attribute;
    if (condition.exists) {
        return invalid(fmt::format(
            "Exists and ComparisonOperator cannot be used together for Attribute: {}", attribute
        ));
    }
    if (comparison.least > 0 && !condition.values && !condition.value) {
        return invalid(fmt::format(
            "Value or AttributeValueList must be used with ComparisonOperator: {} for Attribute: "
            "{}",
            comparison.name,
            attribute
        ));
    }
    TRY(check_count(comparison, values_of(condition).size()));
    if (condition.problem) {
        return fail(*condition.problem);
    }
    return check_values(comparison, values_of(condition));
}

/// A condition without operator: that the attribute is missing, or has a value.
Result<void> check_existence(const LegacyCondition& condition) {
    const std::string_view attribute = condition.attribute;
    if (condition.values) {
        return invalid(fmt::format(
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: {}",
            attribute
        ));
    }
    if (condition.exists.value_or(true) && !condition.value) {
        return invalid(fmt::format(
            "Value must be provided when Exists is {} for Attribute: {}",
            condition.exists ? "true" : "null",
            attribute
        ));
    }
    if (condition.exists == false && condition.value) {
        return invalid(
            fmt::format("Value cannot be used when Exists is false for Attribute: {}", attribute)
        );
    }
    return condition.problem ? Result<void>{fail(*condition.problem)} : Result<void>{};
}

Result<void> check_update(const LegacyUpdate& update) {
    if (update.problem) {
        return fail(*update.problem);
    }
    const std::string_view action = update.action.value_or("PUT");
    if (!update.value) {
        return action == "DELETE"
                   ? Result<void>{}
                   : invalid("Only DELETE action is allowed when no attribute value is specified");
    }
    const AttributeValue& value = *update.value;
    const bool is_set = value.is<StringSet>() || value.is<NumberSet>() || value.is<BinarySet>();
    if (action == "DELETE" && !is_set) {
        return invalid(fmt::format(
            "DELETE action with value is not supported for the type {}", value.type_name()
        ));
    }
    if (action == "ADD" && !is_set && !value.is<Number>() && !value.is<List>()) {
        return invalid(fmt::format("ADD action is not supported for the type {}", value.type_name())
        );
    }
    return {};
}

void append(std::string& section, std::string_view keyword, std::string_view action) {
    section.append(section.empty() ? keyword : ", ").append(action);
}

void replace(std::string& text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    if (at != text.npos) {
        text.replace(at, from.size(), to);
    }
}

}  // namespace

Result<void> check_expected(const LegacyConditions& expected) {
    for (const LegacyCondition& condition : expected) {
        if (condition.values && condition.value) {
            return invalid(fmt::format(
                "Value and AttributeValueList cannot be used together for Attribute: {}",
                condition.attribute
            ));
        }
        const Comparison* comparison =
            condition.comparison ? find_comparison(*condition.comparison) : nullptr;
        TRY(comparison != nullptr ? check_comparison(condition, *comparison)
                                  : check_existence(condition));
    }
    return {};
}

Result<void> check_conditions(const LegacyConditions& conditions) {
    for (const LegacyCondition& condition : conditions) {
        if (condition.problem) {
            return fail(*condition.problem);
        }
        const Comparison* comparison = find_comparison(condition.comparison.value_or(""));
        if (comparison != nullptr) {
            TRY(check_count(*comparison, values_of(condition).size()));
            TRY(check_values(*comparison, values_of(condition)));
        }
    }
    return {};
}

Result<void> check_updates(const LegacyUpdates& updates) {
    for (const LegacyUpdate& update : updates) {
        TRY(check_update(update));
    }
    return {};
}

bool is_indexable(std::string_view comparison) {
    const Comparison* found = find_comparison(comparison);
    return found != nullptr && found->is_indexable;
}

std::string LegacyTranslation::name(std::string_view attribute) {
    std::string placeholder = fmt::format("#{}{}", kPlaceholder, names_.size());
    names_.emplace_back(placeholder, attribute);
    return placeholder;
}

std::string LegacyTranslation::value(const AttributeValue& value) {
    std::string placeholder = fmt::format(":{}{}", kPlaceholder, values_.size());
    values_.emplace_back(placeholder, value);
    return placeholder;
}

std::string LegacyTranslation::term(const LegacyCondition& condition) {
    const bool missing = !condition.comparison && condition.exists == false;
    const Comparison* comparison =
        find_comparison(condition.comparison.value_or(missing ? "NULL" : "EQ"));
    const std::string attribute = name(condition.attribute);
    std::vector<std::string> values;
    for (const AttributeValue& element : values_of(condition)) {
        values.push_back(value(element));
    }
    if (comparison->name == "IN") {
        std::string list;
        for (const std::string& element : values) {
            append(list, "", element);
        }
        values = {std::move(list)};
    }
    values.resize(2);
    return fmt::format(fmt::runtime(comparison->format), attribute, values[0], values[1]);
}

std::string LegacyTranslation::conditions(
    const LegacyConditions& conditions, std::optional<std::string_view> conditional_operator
) {
    std::string text;
    for (const LegacyCondition& condition : conditions) {
        if (!text.empty()) {
            text += conditional_operator == "OR" ? " OR " : " AND ";
        }
        text += term(condition);
    }
    return text;
}

std::string LegacyTranslation::updates(const LegacyUpdates& updates) {
    std::string sets;
    std::string removals;
    std::string additions;
    std::string deletions;
    for (const LegacyUpdate& update : updates) {
        const std::string attribute = name(update.attribute);
        const std::string_view action = update.action.value_or("PUT");
        if (!update.value) {
            append(removals, " REMOVE ", attribute);
            continue;
        }
        const std::string operand = value(*update.value);
        if (action == "DELETE") {
            append(deletions, " DELETE ", fmt::format("{} {}", attribute, operand));
        } else if (action != "ADD") {
            append(sets, " SET ", fmt::format("{} = {}", attribute, operand));
        } else if (update.value->is<List>()) {
            const std::string empty = value(AttributeValue::Variant{List{}});
            append(
                sets,
                " SET ",
                fmt::format(
                    "{0} = list_append(if_not_exists({0}, {1}), {2})", attribute, empty, operand
                )
            );
        } else {
            append(additions, " ADD ", fmt::format("{} {}", attribute, operand));
        }
    }
    return sets + removals + additions + deletions;
}

std::string project_attributes(
    const std::vector<std::string>& attributes, ExpressionAttributeNames& names
) {
    std::string text;
    for (const std::string& attribute : attributes) {
        const std::string placeholder = fmt::format("#{}{}", kPlaceholder, names.size());
        append(text, "", placeholder);
        names.emplace_back(placeholder, attribute);
    }
    return text;
}

bool are_projected_attributes(const ExpressionAttributeNames& names) {
    return !names.empty() && names.front().first.substr(1).starts_with(kPlaceholder);
}

bool only_deletes(const LegacyUpdates& updates) {
    return !updates.empty() && std::ranges::all_of(updates, [](const LegacyUpdate& update) {
        return update.action == "DELETE";
    });
}

Error in_legacy_words(Error error) {
    if (error.message == "An operand in the update expression has an incorrect data type") {
        error.message = "Type mismatch for attribute to update";
    }
    replace(error.message, "Filter Expression can only", "QueryFilter can only");
    return error;
}

}  // namespace sosw::wire
