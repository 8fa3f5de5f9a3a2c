#include "backends/expression/key_condition.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "backends/expression/lexer.hpp"
#include "core/base/ensure.hpp"

namespace sosw::expression {

namespace {

using Comparison = KeyRange::Comparison;

/// One condition on one key attribute.
struct Part {
    std::string_view name{};
    Comparison comparison = Comparison::None;
    const AttributeValue* first = nullptr;
    const AttributeValue* second = nullptr;
};

Failure bad_condition(std::string_view problem) {
    return invalid_request(fmt::format("Invalid condition in KeyConditionExpression: {}", problem));
}

Failure bad_operator(std::string_view name) {
    return invalid_request(fmt::format("Invalid operator used in KeyConditionExpression: {}", name)
    );
}

Failure missed_element(std::string_view name) {
    return invalid_request(fmt::format("Query condition missed key schema element: {}", name));
}

Failure unsupported() { return invalid_request("Query key condition not supported"); }

std::optional<Comparison> comparison_of(Predicate predicate) {
    switch (predicate) {
        case Predicate::Equal:
            return Comparison::Equal;
        case Predicate::Less:
            return Comparison::Less;
        case Predicate::LessEqual:
            return Comparison::LessEqual;
        case Predicate::Greater:
            return Comparison::Greater;
        case Predicate::GreaterEqual:
            return Comparison::GreaterEqual;
        case Predicate::Between:
            return Comparison::Between;
        case Predicate::BeginsWith:
            return Comparison::BeginsWith;
        default:
            return std::nullopt;
    }
}

/// `:v < a` says the same as `a > :v`.
Comparison mirrored(Comparison comparison) {
    switch (comparison) {
        case Comparison::Less:
            return Comparison::Greater;
        case Comparison::LessEqual:
            return Comparison::GreaterEqual;
        case Comparison::Greater:
            return Comparison::Less;
        case Comparison::GreaterEqual:
            return Comparison::LessEqual;
        default:
            return comparison;
    }
}

/// Only AND may join the conditions on keys.
Result<void> check_connectives(const Condition& condition) {
    const auto has = [&](Step::Kind kind) {
        return std::ranges::find(condition.steps, kind, &Step::kind) != condition.steps.end();
    };
    if (has(Step::Kind::JumpIfTrue)) {
        return bad_operator("OR");
    }
    if (has(Step::Kind::Not)) {
        return bad_operator("NOT");
    }
    return {};
}

Result<Part> bind_term(const Term& term, const Bindings& bindings) {
    const std::optional<Comparison> comparison = comparison_of(term.predicate);
    if (!comparison) {
        return bad_operator(to_string(term.predicate));
    }
    const bool value_first = term.operands.front().kind == Operand::Kind::Value;
    const bool key_first_only =
        *comparison == Comparison::Between || *comparison == Comparison::BeginsWith;
    if (value_first && key_first_only) {
        return bad_condition(fmt::format(
            "{} operator must have the key attribute as its first operand",
            to_string(term.predicate)
        ));
    }
    Part part{.comparison = value_first ? mirrored(*comparison) : *comparison};
    for (const Operand& operand : term.operands) {
        if (operand.sizes > 0) {
            return invalid_request("KeyConditionExpressions cannot contain nested operations");
        }
        if (operand.kind == Operand::Kind::Value) {
            (part.first == nullptr ? part.first : part.second) = &value_of(operand.value, bindings);
            continue;
        }
        if (!part.name.empty()) {
            return bad_condition("Multiple attribute names used in one condition");
        }
        if (operand.path.size() > 1) {
            return invalid_request(
                "KeyConditionExpressions cannot have conditions on nested attributes"
            );
        }
        part.name = name_of(operand.path.front(), bindings);
    }
    return part.name.empty() ? bad_condition("No key attribute specified") : Result<Part>{part};
}

Result<std::vector<Part>> bind_terms(const Condition& condition, const Bindings& bindings) {
    TRY(check_connectives(condition));
    std::vector<Part> parts;
    parts.reserve(condition.terms.size());
    for (const Term& term : condition.terms) {
        const Part part = TRY(bind_term(term, bindings));
        if (std::ranges::find(parts, part.name, &Part::name) != parts.end()) {
            return invalid_request("KeyConditionExpressions must only contain one condition per key"
            );
        }
        parts.push_back(part);
    }
    if (parts.size() > 2) {
        return invalid_request("Conditions can be of length 1 or 2 only");
    }
    return parts;
}

}  // namespace

Result<void> check_key_condition(const KeyCondition& condition, const Bindings& bindings) {
    TRY(bind_terms(condition.condition, bindings));
    return {};
}

Result<KeyRange> bind_key_condition(
    const KeyCondition& condition, const Bindings& bindings, const KeySchema& schema
) {
    const std::vector<Part> parts = TRY(bind_terms(condition.condition, bindings));
    if (schema.range.empty() && parts.size() > 1) {
        return unsupported();
    }
    const auto hash = std::ranges::find(parts, schema.hash, &Part::name);
    if (hash == parts.end()) {
        return missed_element(schema.hash);
    }
    if (hash->comparison != Comparison::Equal) {
        return unsupported();
    }
    KeyRange range{.hash = *hash->first};
    if (parts.size() == 1) {
        return range;
    }
    const Part& sort = hash == parts.begin() ? parts.back() : parts.front();
    if (sort.name != schema.range) {
        return missed_element(schema.range);
    }
    range.comparison = sort.comparison;
    range.first = *sort.first;
    if (sort.second != nullptr) {
        range.second = *sort.second;
    }
    return range;
}

}  // namespace sosw::expression
