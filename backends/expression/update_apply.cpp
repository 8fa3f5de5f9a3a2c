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

/// Computes what an update assigns, reading the item as it was.
class Computation {
public:
    Computation(const Bindings& bindings, const Item& item) : bindings_{bindings}, item_{item} {}

    /// The new value at the action's path; nothing where it is to be removed.
    Result<std::optional<AttributeValue>> compute(const UpdateAction& action) const {
        switch (action.kind) {
            case Kind::Set:
                return set(action);
            case Kind::Remove:
                return std::nullopt;
            case Kind::Add:
                return add(action);
            case Kind::Delete:
                return subtract(action);
        }
        return std::nullopt;
    }

private:
    Result<std::optional<AttributeValue>> set(const UpdateAction& action) const {
        AttributeValue value = TRY(evaluate_operand(action.operands.front()));
        if (action.arithmetic == UpdateAction::Arithmetic::None) {
            return value;
        }
        const AttributeValue other = TRY(evaluate_operand(action.operands.at(1)));
        const auto* left = value.get_if<Number>();
        const auto* right = other.get_if<Number>();
        if (left == nullptr || right == nullptr) {
            return wrong_type();
        }
        const bool plus = action.arithmetic == UpdateAction::Arithmetic::Plus;
        return AttributeValue::number(TRY(
            plus ? add_numbers(left->text, right->text) : subtract_numbers(left->text, right->text)
        ));
    }

    Result<AttributeValue> evaluate_operand(const UpdateOperand& operand) const {
        switch (operand.kind) {
            case UpdateOperand::Kind::Value:
                return value_of(operand.value, bindings_);
            case UpdateOperand::Kind::DocumentPath: {
                const AttributeValue* value = find_path(operand.path, bindings_, item_);
                return value != nullptr ? Result<AttributeValue>{*value} : no_attribute();
            }
            case UpdateOperand::Kind::IfNotExists: {
                const AttributeValue* value =
                    find_path(operand.arguments[0].path, bindings_, item_);
                return value != nullptr ? Result<AttributeValue>{*value}
                                        : evaluate_operand(operand.arguments[1]);
            }
            case UpdateOperand::Kind::ListAppend:
                return appended(operand);
        }
        return no_attribute();
    }

    Result<AttributeValue> appended(const UpdateOperand& operand) const {
        AttributeValue front = TRY(evaluate_operand(operand.arguments[0]));
        AttributeValue back = TRY(evaluate_operand(operand.arguments[1]));
        auto* list = front.get_if<List>();
        auto* more = back.get_if<List>();
        if (list == nullptr || more == nullptr) {
            return wrong_type();
        }
        std::ranges::move(*more, std::back_inserter(*list));
        return front;
    }

    Result<std::optional<AttributeValue>> add(const UpdateAction& action) const {
        const AttributeValue& added = value_of(action.operands.front().value, bindings_);
        const AttributeValue* present = find_path(action.path, bindings_, item_);
        if (present == nullptr) {
            return added;
        }
        const auto* left = present->get_if<Number>();
        const auto* right = added.get_if<Number>();
        if (left != nullptr && right != nullptr) {
            return AttributeValue::number(TRY(add_numbers(left->text, right->text)));
        }
        AttributeValue set = *present;
        if (!unite_sets(set, added)) {
            return wrong_type();
        }
        return set;
    }

    Result<std::optional<AttributeValue>> subtract(const UpdateAction& action) const {
        const AttributeValue* present = find_path(action.path, bindings_, item_);
        if (present == nullptr) {
            return std::nullopt;
        }
        AttributeValue set = *present;
        if (!subtract_sets(set, value_of(action.operands.front().value, bindings_))) {
            return wrong_type();
        }
        return is_empty_set(set) ? std::nullopt : std::optional{std::move(set)};
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

    Result<void> assign(const Path& path, AttributeValue value) const {
        const Parent parent = TRY(parent_of(path));
        if (parent.map != nullptr) {
            parent.map->set(name_of(path.back(), bindings_), std::move(value));
        } else if (path.back().index < parent.list->size()) {
            (*parent.list)[path.back().index] = std::move(value);
        } else {
            parent.list->push_back(std::move(value));
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

struct Change {
    const Path* path = nullptr;
    std::optional<AttributeValue> value{};
    bool was_present = true;  ///< Of removals: elements appended meanwhile must not be hit.
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
        if (change.value) {
            TRY(writer.assign(*change.path, std::move(*change.value)));
        }
    }
    for (const Change& change : changes | std::views::reverse) {
        if (!change.value) {
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
    for (const UpdateAction& action : update.actions) {
        changes.push_back({.path = &action.path, .value = TRY(computation.compute(action))});
        nested = nested || action.path.size() > 1;
        const std::string_view name = name_of(action.path.front(), bindings);
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
