#include "backends/sqlite/key_bounds.hpp"

#include <utility>

#include "backends/sqlite/key_rules.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::sqlite {

namespace {

using Bound = RangeShape::Bound;
using Comparison = expression::KeyRange::Comparison;

/// The least string above all that begin with `prefix`; empty where there is none.
std::string end_of_prefix(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xFF') {
        prefix.pop_back();
    }
    if (!prefix.empty()) {
        ++prefix.back();
    }
    return prefix;
}

Bound lower_bound_of(Comparison comparison) {
    switch (comparison) {
        case Comparison::Equal:
        case Comparison::GreaterEqual:
        case Comparison::Between:
        case Comparison::BeginsWith:
            return Bound::Inclusive;
        case Comparison::Greater:
            return Bound::Exclusive;
        case Comparison::None:
        case Comparison::Less:
        case Comparison::LessEqual:
            return Bound::None;
    }
    return Bound::None;
}

Bound upper_bound_of(Comparison comparison) {
    switch (comparison) {
        case Comparison::Equal:
        case Comparison::LessEqual:
        case Comparison::Between:
            return Bound::Inclusive;
        case Comparison::Less:
        case Comparison::BeginsWith:
            return Bound::Exclusive;
        case Comparison::None:
        case Comparison::Greater:
        case Comparison::GreaterEqual:
            return Bound::None;
    }
    return Bound::None;
}

}  // namespace

KeyBounds::KeyBounds(const DynamoTable& table, const IndexLayout& index)
    : table_{table}, index_{index} {}

Result<EncodedKey> KeyBounds::encoded(const AttributeValue& value, std::size_t column) const {
    const KeyColumn& key = table_.columns()[column];
    if (!has_type(value, key.type)) {
        return validation_error(
            "One or more parameter values were invalid: Condition parameter "
            "type does not match schema type"
        );
    }
    if (const auto* number = value.get_if<Number>()) {
        if (!small_integer(number->text)) {
            TRY(normalise_number(number->text));
        }
    }
    const EncodedKey made = EncodedKey::of(value);
    if (made.bytes().empty()) {
        return validation_error(
            std::string{"One or more parameter values are not valid. The AttributeValue for a key "
                        "attribute cannot contain an empty "} +
            (key.type == ScalarType::Binary ? "binary" : "string") + " value. Key: " + key.attribute
        );
    }
    return made;
}

Result<void> KeyBounds::narrow(expression::KeyRange range, bool forward) {
    range_ = std::move(range);
    shape_.has_hash = true;
    shape_.forward = forward;
    hash_ = TRY(encoded(range_->hash, index_.order[0]));
    return range_->comparison == Comparison::None ? Result<void>{} : set_comparison();
}

Result<void> KeyBounds::set_comparison() {
    const Comparison comparison = range_->comparison;
    if (comparison == Comparison::BeginsWith && range_->first.is<Number>()) {
        return validation_error(
            "Invalid KeyConditionExpression: Incorrect operand type for "
            "operator or function; operator or function: begins_with, operand "
            "type: N"
        );
    }
    const EncodedKey first = TRY(encoded(range_->first, index_.order[1]));
    shape_.lower = lower_bound_of(comparison);
    shape_.upper = upper_bound_of(comparison);
    lower_ = first;
    upper_ = first;
    if (comparison == Comparison::Between) {
        upper_ = TRY(encoded(range_->second, index_.order[1]));
    }
    if (comparison == Comparison::BeginsWith) {
        prefix_end_ = end_of_prefix(std::string{first.bytes()});
        upper_ = first.with_bytes(prefix_end_);
        shape_.upper = prefix_end_.empty() ? Bound::None : Bound::Exclusive;
    }
    return {};
}

bool KeyBounds::contains(const EncodedKey& range) const {
    const bool above = shape_.lower == Bound::None ||
                       (shape_.lower == Bound::Inclusive ? !(range < lower_) : lower_ < range);
    const bool below = shape_.upper == Bound::None ||
                       (shape_.upper == Bound::Inclusive ? !(upper_ < range) : range < upper_);
    return above && below;
}

Result<void> KeyBounds::start_after(const Item& start) {
    table_.encode_keys(start, start_);
    if (index_.has_range() && !contains(start_[index_.order[1]])) {
        return validation_error("The provided starting key does not match the range key predicate");
    }
    if (shape_.has_hash && start_[index_.order[0]] != hash_) {
        const bool one_row = range_->comparison == Comparison::Equal;
        return validation_error(
            one_row ? "The query can return at most one row and cannot be restarted"
                    : "The provided starting key is outside query boundaries based on provided "
                      "conditions"
        );
    }
    is_empty_ = shape_.has_hash && index_.order.size() == 1;
    (shape_.forward ? shape_.lower : shape_.upper) = Bound::Start;
    return {};
}

void KeyBounds::bind(Statement& statement) const {
    int position = 1;
    if (shape_.has_hash) {
        hash_.bind(statement, position++);
    }
    const auto bind_bound = [&](Bound bound, const EncodedKey& key) {
        if (bound == Bound::Inclusive || bound == Bound::Exclusive) {
            key.bind(statement, position++);
        } else if (bound == Bound::Start) {
            for (std::size_t i = shape_.has_hash ? 1 : 0; i < index_.order.size(); ++i) {
                start_[index_.order[i]].bind(statement, position++);
            }
        }
    };
    bind_bound(shape_.lower, lower_);
    bind_bound(shape_.upper, upper_);
}

}  // namespace sosw::sqlite
