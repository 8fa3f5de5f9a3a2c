#include <algorithm>
#include <optional>
#include <span>

#include "backends/expression/condition.hpp"
#include "backends/expression/values.hpp"
#include "core/base/ensure.hpp"

namespace sosw::expression {

namespace {

bool holds(Predicate predicate, std::strong_ordering order) {
    switch (predicate) {
        case Predicate::Less:
            return order < 0;
        case Predicate::LessEqual:
            return order <= 0;
        case Predicate::Greater:
            return order > 0;
        default:
            return order >= 0;
    }
}

/// Tests terms against one item.
class Evaluator {
public:
    Evaluator(const Bindings& bindings, const Item* item) : bindings_{bindings}, item_{item} {}

    bool test(const Term& term) const {
        switch (term.predicate) {
            case Predicate::AttributeExists:
                return find(term.operands[0]) != nullptr;
            case Predicate::AttributeNotExists:
                return find(term.operands[0]) == nullptr;
            case Predicate::Between:
                return between(term);
            case Predicate::In:
                return in(term);
            default:
                return binary(term);
        }
    }

private:
    /// The operand's value, or null where the item lacks it. `scratch` holds what is computed.
    const AttributeValue* resolve(const Operand& operand, AttributeValue& scratch) const {
        const AttributeValue* value = find(operand);
        if (operand.sizes == 0 || value == nullptr) {
            return value;
        }
        const std::optional<std::size_t> size = size_of(*value);
        if (!size) {
            return nullptr;
        }
        scratch = AttributeValue::number(static_cast<std::int64_t>(*size));
        return &scratch;
    }

    const AttributeValue* find(const Operand& operand) const {
        if (operand.kind == Operand::Kind::Value) {
            return &value_of(operand.value, bindings_);
        }
        return item_ != nullptr ? find_path(operand.path, bindings_, *item_) : nullptr;
    }

    bool binary(const Term& term) const {
        AttributeValue left_scratch;
        AttributeValue right_scratch;
        const AttributeValue* left = resolve(term.operands[0], left_scratch);
        const AttributeValue* right = resolve(term.operands[1], right_scratch);
        if (left == nullptr || right == nullptr) {
            // What is missing differs from everything, also from what is missing as well.
            return term.predicate == Predicate::NotEqual;
        }
        switch (term.predicate) {
            case Predicate::Equal:
                return equal_values(*left, *right);
            case Predicate::NotEqual:
                return !equal_values(*left, *right);
            case Predicate::AttributeType:
                return left->type_name() == right->as_string();
            case Predicate::BeginsWith:
                return begins_with(*left, *right);
            case Predicate::Contains:
                return contains(*left, *right);
            default: {
                const auto order = compare_values(*left, *right);
                return order && holds(term.predicate, *order);
            }
        }
    }

    bool between(const Term& term) const {
        AttributeValue scratch;
        AttributeValue low_scratch;
        AttributeValue high_scratch;
        const AttributeValue* value = resolve(term.operands[0], scratch);
        const AttributeValue* low = resolve(term.operands[1], low_scratch);
        const AttributeValue* high = resolve(term.operands[2], high_scratch);
        if (value == nullptr || low == nullptr || high == nullptr) {
            return false;
        }
        const auto from = compare_values(*value, *low);
        const auto to = compare_values(*value, *high);
        return from && to && *from >= 0 && *to <= 0;
    }

    bool in(const Term& term) const {
        AttributeValue scratch;
        const AttributeValue* value = resolve(term.operands[0], scratch);
        if (value == nullptr) {
            return false;
        }
        return std::ranges::any_of(std::span{term.operands}.subspan(1), [&](const Operand& o) {
            AttributeValue other_scratch;
            const AttributeValue* other = resolve(o, other_scratch);
            return other != nullptr && equal_values(*value, *other);
        });
    }

    const Bindings& bindings_;
    const Item* item_;
};

}  // namespace

Result<bool> evaluate(const Condition& condition, const Bindings& bindings, const Item* item) {
    const Evaluator evaluator{bindings, item};
    bool outcome = false;
    std::size_t position = 0;
    while (position < condition.steps.size()) {
        const Step& step = condition.steps[position];
        ++position;
        switch (step.kind) {
            case Step::Kind::Test:
                outcome = evaluator.test(condition.terms[step.target]);
                break;
            case Step::Kind::Not:
                outcome = !outcome;
                break;
            case Step::Kind::JumpIfFalse:
                position = outcome ? position : step.target;
                break;
            case Step::Kind::JumpIfTrue:
                position = outcome ? step.target : position;
                break;
        }
    }
    return outcome;
}

}  // namespace sosw::expression
