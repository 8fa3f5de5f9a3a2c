#include "backends/sqlite/stored_filter.hpp"

#include <algorithm>
#include <compare>

#include "core/ports/attribute_number.hpp"

namespace sosw::sqlite {

namespace {

using expression::Operand;
using expression::Predicate;
using Kind = StoredValue::Kind;

std::optional<bool> holds(Predicate predicate, std::strong_ordering order) {
    switch (predicate) {
        case Predicate::Equal:
            return order == 0;
        case Predicate::NotEqual:
            return order != 0;
        case Predicate::Less:
            return order < 0;
        case Predicate::LessEqual:
            return order <= 0;
        case Predicate::Greater:
            return order > 0;
        case Predicate::GreaterEqual:
            return order >= 0;
        default:
            return std::nullopt;
    }
}

bool is_comparison(Predicate predicate) {
    return holds(predicate, std::strong_ordering::equal).has_value();
}

bool is_top_level(const Operand& operand) {
    return operand.kind == Operand::Kind::DocumentPath && operand.sizes == 0 &&
           operand.path.size() == 1;
}

std::optional<StoredValue> constant_of(const AttributeValue& value) {
    if (const auto* number = value.get_if<Number>()) {
        if (const auto integer = small_integer(number->text)) {
            return StoredValue{.kind = Kind::Integer, .integer = *integer};
        }
        return std::nullopt;
    }
    if (const auto text = value.as_string()) {
        return StoredValue{.kind = Kind::Text, .text = *text};
    }
    return std::nullopt;
}

}  // namespace

std::optional<StoredFilter> StoredFilter::compile(
    const expression::Condition& condition,
    const expression::Bindings& bindings,
    const std::vector<std::string>& projected
) {
    StoredFilter filter{condition};
    for (const expression::Term& term : condition.terms) {
        if (!filter.add(term, bindings, projected)) {
            return std::nullopt;
        }
    }
    return filter;
}

bool StoredFilter::add(
    const expression::Term& term,
    const expression::Bindings& bindings,
    const std::vector<std::string>& projected
) {
    if (!is_top_level(term.operands.front())) {
        return false;
    }
    const std::string_view name = expression::name_of(term.operands.front().path.front(), bindings);
    if (!projected.empty() && std::ranges::find(projected, name) == projected.end()) {
        return false;  // stored with the item, but not there for this index
    }
    Test test{.predicate = term.predicate, .attribute = name};
    if (is_comparison(term.predicate)) {
        const Operand& right = term.operands[1];
        if (right.kind != Operand::Kind::Value || right.sizes != 0) {
            return false;
        }
        const auto constant = constant_of(expression::value_of(right.value, bindings));
        if (!constant) {
            return false;
        }
        test.constant = *constant;
    } else if (term.predicate != Predicate::AttributeExists && term.predicate != Predicate::AttributeNotExists) {
        return false;
    }
    tests_.push_back(test);
    return true;
}

std::optional<bool> StoredFilter::test(const Test& test, std::string_view blob) {
    const StoredValue value = find_stored(blob, test.attribute);
    if (test.predicate == Predicate::AttributeExists) {
        return value.kind != Kind::Absent;
    }
    if (test.predicate == Predicate::AttributeNotExists) {
        return value.kind == Kind::Absent;
    }
    if (value.kind == Kind::Absent) {
        return test.predicate == Predicate::NotEqual;
    }
    if (value.kind != test.constant.kind) {
        return std::nullopt;
    }
    return holds(
        test.predicate,
        value.kind == Kind::Integer ? value.integer <=> test.constant.integer
                                    : value.text <=> test.constant.text
    );
}

std::optional<bool> StoredFilter::test(std::string_view blob) const {
    using StepKind = expression::Step::Kind;
    bool outcome = false;
    for (std::size_t position = 0; position < condition_->steps.size();) {
        const expression::Step& step = condition_->steps[position++];
        if (step.kind == StepKind::Test) {
            const std::optional<bool> tested = test(tests_[step.target], blob);
            if (!tested) {
                return std::nullopt;
            }
            outcome = *tested;
        } else if (step.kind == StepKind::Not) {
            outcome = !outcome;
        } else if (outcome == (step.kind == StepKind::JumpIfTrue)) {
            position = step.target;
        }
    }
    return outcome;
}

}  // namespace sosw::sqlite
