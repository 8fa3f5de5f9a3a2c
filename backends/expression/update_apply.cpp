#include <algorithm>
#include <optional>
#include <ranges>
#include <string_view>
#include <utility>

#include "backends/expression/lexer.hpp"
#include "backends/expression/update.hpp"
#include "backends/expression/values.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::expression {

namespace {

using Kind = UpdateAction::Kind;

Failure wrong_type() {
    return invalid_request("An operand in the update expression has an incorrect data type");
}
Failure no_attribute() {
    return invalid_request(
        "The provided expression refers to an attribute that does not exist in the item"
    );
}
Failure bad_path() {
    return invalid_request(
        "The document path provided in the update expression is invalid for update"
    );
}

/// What an update does at one path.
struct Change {
    const Path* path = nullptr;
    const AttributeValue* given = nullptr;  ///< The call's own value, to spare a copy; or else:
    std::optional<AttributeValue> computed{};
    bool was_present = true;  ///< Of removals: elements appended meanwhile must not be hit.

    bool removes() const { return given == nullptr && !computed; }
};

/// Computes what an update assigns, reading the item as it was.
class Computation {
public:
    Computation(const Bindings& bindings, const Item& item) : bindings_{bindings}, item_{item} {}

    /// Fills in the new value at the change's path; none where it is to be removed.
    Result<void> compute(const UpdateAction& action, Change& change) const {
        switch (action.kind) {
            case Kind::Set:
                return set(action, change);
            case Kind::Remove:
                return {};
            case Kind::Add:
                return add(action, change);
            case Kind::Delete:
                return subtract(action, change);
        }
        return {};
    }

private:
    Result<void> set(const UpdateAction& action, Change& change) const {
        const UpdateOperand& first = action.operands.front();
        if (action.arithmetic != UpdateAction::Arithmetic::None) {
            return calculate(action, change);
        }
        if (first.kind == UpdateOperand::Kind::Value) {
            change.given = &value_of(first.value, bindings_);
        } else {
            AttributeValue scratch;
            change.computed = *TRY(evaluate_operand(first, scratch));
        }
        return {};
    }

    Result<void> calculate(const UpdateAction& action, Change& change) const {
        AttributeValue left_scratch;
        AttributeValue right_scratch;
        const AttributeValue* first = TRY(evaluate_operand(action.operands[0], left_scratch));
        const AttributeValue* second = TRY(evaluate_operand(action.operands[1], right_scratch));
        const auto* left = first->get_if<Number>();
        const auto* right = second->get_if<Number>();
        if (left == nullptr || right == nullptr) {
            return wrong_type();
        }
        const bool plus = action.arithmetic == UpdateAction::Arithmetic::Plus;
        change.computed = AttributeValue::number(TRY(
            plus ? add_numbers(left->text, right->text) : subtract_numbers(left->text, right->text)
        ));
        return {};
    }

    /// A value of the call or of the item, or one made in `scratch`.
    Result<const AttributeValue*> evaluate_operand(
        const UpdateOperand& operand, AttributeValue& scratch
    ) const {
        if (operand.kind == UpdateOperand::Kind::Value) {
            return &value_of(operand.value, bindings_);
        }
        if (operand.kind == UpdateOperand::Kind::ListAppend) {
            scratch = TRY(appended(operand));
            return &scratch;
        }
        const bool optional = operand.kind == UpdateOperand::Kind::IfNotExists;
        const Path& path = optional ? operand.arguments[0].path : operand.path;
        const AttributeValue* value = find_path(path, bindings_, item_);
        if (value != nullptr) {
            return value;
        }
        return optional ? evaluate_operand(operand.arguments[1], scratch)
                        : Result<const AttributeValue*>{no_attribute()};
    }

    Result<AttributeValue> appended(const UpdateOperand& operand) const {
        AttributeValue front_scratch;
        AttributeValue back_scratch;
        AttributeValue front = *TRY(evaluate_operand(operand.arguments[0], front_scratch));
        const AttributeValue* back = TRY(evaluate_operand(operand.arguments[1], back_scratch));
        auto* list = front.get_if<List>();
        const auto* more = back->get_if<List>();
        if (list == nullptr || more == nullptr) {
            return wrong_type();
        }
        std::ranges::copy(*more, std::back_inserter(*list));
        return front;
    }

    Result<void> add(const UpdateAction& action, Change& change) const {
        const AttributeValue& added = value_of(action.operands.front().value, bindings_);
        const AttributeValue* present = find_path(*change.path, bindings_, item_);
        if (present == nullptr) {
            change.given = &added;
            return {};
        }
        const auto* left = present->get_if<Number>();
        const auto* right = added.get_if<Number>();
        if (left != nullptr && right != nullptr) {
            change.computed = AttributeValue::number(TRY(add_numbers(left->text, right->text)));
            return {};
        }
        change.computed = *present;
        return unite_sets(*change.computed, added) ? Result<void>{} : wrong_type();
    }

    Result<void> subtract(const UpdateAction& action, Change& change) const {
        const AttributeValue* present = find_path(*change.path, bindings_, item_);
        if (present == nullptr) {
            return {};
        }
        AttributeValue set = *present;
        if (!subtract_sets(set, value_of(action.operands.front().value, bindings_))) {
            return wrong_type();
        }
        if (!is_empty_set(set)) {
            change.computed = std::move(set);
        }
        return {};
    }

    const Bindings& bindings_;
    const Item& item_;
};

/// What holds the last element of a path: the item itself, a map, or a list.
struct Parent {
    Map* map = nullptr;
    List* list = nullptr;
};

/// Writes to an item what has been computed.
class Writer {
public:
    Writer(const Bindings& bindings, Item& item) : bindings_{bindings}, item_{item} {}

    Result<void> assign(Change& change) const {
        const Path& path = *change.path;
        const Parent parent = TRY(parent_of(path));
        if (parent.map != nullptr) {
            const std::string_view name = name_of(path.back(), bindings_);
            if (AttributeValue* present = parent.map->find(name)) {
                store(change, *present);
            } else {
                AttributeValue value;
                store(change, value);
                parent.map->append(std::string{name}, std::move(value));
            }
        } else if (path.back().index < parent.list->size()) {
            store(change, (*parent.list)[path.back().index]);
        } else {
            store(change, parent.list->emplace_back());
        }
        return {};
    }

    Result<void> remove(const Path& path) const {
        const Parent parent = TRY(parent_of(path));
        if (parent.map != nullptr) {
            parent.map->erase(name_of(path.back(), bindings_));
        } else if (path.back().index < parent.list->size()) {
            parent.list->erase(
                parent.list->begin() + static_cast<std::ptrdiff_t>(path.back().index)
            );
        }
        return {};
    }

    /// Fails where `path` leads through what is not there.
    Result<void> check(const Path& path) const {
        TRY(parent_of(path));
        return {};
    }

private:
    static void store(Change& change, AttributeValue& target) {
        if (change.given != nullptr) {
            target = *change.given;
        } else {
            target = std::move(*change.computed);
        }
    }

    Result<Parent> parent_of(const Path& path) const {
        if (path.size() == 1) {
            return Parent{.map = &item_};
        }
        AttributeValue* value = item_.find(name_of(path.front(), bindings_));
        for (std::size_t i = 1; i + 1 < path.size() && value != nullptr; ++i) {
            value = child(*value, path[i]);
        }
        if (value == nullptr) {
            return bad_path();
        }
        Parent parent;
        if (path.back().kind == PathElement::Kind::Index) {
            parent.list = value->get_if<List>();
        } else {
            parent.map = value->get_if<Map>();
        }
        if (parent.list == nullptr && parent.map == nullptr) {
            return bad_path();
        }
        return parent;
    }

    AttributeValue* child(AttributeValue& parent, const PathElement& element) const {
        if (element.kind == PathElement::Kind::Index) {
            auto* list = parent.get_if<List>();
            return list != nullptr && element.index < list->size() ? &(*list)[element.index]
                                                                   : nullptr;
        }
        auto* map = parent.get_if<Map>();
        return map != nullptr ? map->find(name_of(element, bindings_)) : nullptr;
    }

    const Bindings& bindings_;
    Item& item_;
};

/// Orders elements of one list by index; any order will do for other paths.
bool comes_before(const Path& left, const Path& right, const Bindings& bindings) {
    const auto is_index = [](const PathElement& e) { return e.kind == PathElement::Kind::Index; };
    const std::size_t shared = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < shared; ++i) {
        if (is_index(left[i]) != is_index(right[i])) {
            return is_index(right[i]);
        }
        if (is_index(left[i]) && left[i].index != right[i].index) {
            return left[i].index < right[i].index;
        }
        if (!is_index(left[i]) && !same_element(left[i], right[i], bindings)) {
            return name_of(left[i], bindings) < name_of(right[i], bindings);
        }
    }
    return left.size() < right.size();
}

void order(std::vector<Change>& changes, const Bindings& bindings, const Item& item) {
    for (Change& change : changes) {
        change.was_present = find_path(*change.path, bindings, item) != nullptr;
    }
    std::ranges::stable_sort(changes, [&](const Change& left, const Change& right) {
        return comes_before(*left.path, *right.path, bindings);
    });
}

/// Appended elements follow each other by index, and removals must not move what is still to be
/// written: first what is assigned, in ascending order, then what is removed, in descending order.
Result<void> write(std::vector<Change>& changes, const Writer& writer) {
    for (Change& change : changes) {
        if (!change.removes()) {
            TRY(writer.assign(change));
        }
    }
    for (const Change& change : changes | std::views::reverse) {
        if (change.removes()) {
            // A path that leads nowhere is an error even where there is nothing to remove.
            TRY(change.was_present ? writer.remove(*change.path) : writer.check(*change.path));
        }
    }
    return {};
}

}  // namespace

Result<void> apply(
    const Update& update, const Bindings& bindings, Item& item, std::vector<std::string>& touched
) {
    const Computation computation{bindings, item};
    std::vector<Change> changes;
    changes.reserve(update.actions.size());
    bool nested = false;
    for (std::size_t i = 0; i < update.actions.size(); ++i) {
        const Path& path = update.paths[i];
        TRY(computation.compute(update.actions[i], changes.emplace_back(Change{.path = &path})));
        nested = nested || path.size() > 1;
        const std::string_view name = name_of(path.front(), bindings);
        if (std::ranges::find(touched, name) == touched.end()) {
            touched.emplace_back(name);
        }
    }
    if (nested) {
        order(changes, bindings, item);
    }
    return write(changes, Writer{bindings, item});
}

}  // namespace sosw::expression
