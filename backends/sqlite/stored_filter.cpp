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
        if (!filter.add(term, bindings)) {
            return std::nullopt;
        }
    }
    for (const std::string& name : filter.names_) {
        if (!projected.empty() && std::ranges::find(projected, name) == projected.end()) {
            return std::nullopt;  // stored with the item, but not there for this index
        }
    }
    filter.found_.resize(filter.names_.size());
    return filter;
}

bool StoredFilter::add(const expression::Term& term, const expression::Bindings& bindings) {
    if (!is_top_level(term.operands.front())) {
        return false;
    }
    Test test{
        .predicate = term.predicate,
        .attribute = index_of(expression::name_of(term.operands.front().path.front(), bindings))};
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

std::size_t StoredFilter::index_of(std::string_view name) {
    const auto known = std::ranges::find(names_, name);
    const auto index = static_cast<std::size_t>(known - names_.begin());
    if (known == names_.end()) {
        names_.emplace_back(name);
    }
    return index;
}

std::optional<bool> StoredFilter::test(const Test& test) const {
    const StoredValue& value = found_[test.attribute];
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

std::optional<bool> StoredFilter::test(std::string_view blob) {
    find_stored(blob, names_, found_);
    using StepKind = expression::Step::Kind;
    bool outcome = false;
    for (std::size_t position = 0; position < condition_->steps.size();) {
        const expression::Step& step = condition_->steps[position++];
        if (step.kind == StepKind::Test) {
            const std::optional<bool> tested = test(tests_[step.target]);
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
