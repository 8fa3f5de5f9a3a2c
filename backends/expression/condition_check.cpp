#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <fmt/core.h>

#include "backends/expression/condition.hpp"
#include "backends/expression/lexer.hpp"
#include "backends/expression/values.hpp"

namespace sosw::expression {

namespace {

constexpr std::size_t kInMax = 100;
constexpr std::array<std::string_view, 10> kTypes{
    "B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"};

/// The type of an operand as far as it does not depend on the item: nothing for a path.
std::optional<std::string_view> known_type(const Operand& operand, const Bindings& bindings) {
    if (operand.sizes > 0) {
        return "N";
    }
    if (operand.kind == Operand::Kind::DocumentPath) {
        return std::nullopt;
    }
    return value_of(operand.value, bindings).type_name();
}

bool is_scalar(std::string_view type) { return type == "S" || type == "N" || type == "B"; }
bool is_text(std::string_view type) { return type == "S" || type == "B"; }

std::string describe(const AttributeValue& value) {
    std::string text;
    if (const auto* string = value.get_if<std::string>()) {
        text = *string;
    } else if (const auto* number = value.get_if<Number>()) {
        text = number->text;
    } else {
        const auto* binary = value.get_if<Binary>();
        const std::size_t size = binary != nullptr ? binary->bytes.size() : 0;
        text = fmt::format("java.nio.HeapByteBuffer[pos=0 lim={} cap={}]", size, size);
    }
    return fmt::format("AttributeValue: {{{}:{}}}", value.type_name(), text);
}

/// Checks one term of a condition.
class TermCheck {
public:
    TermCheck(const Condition& condition, const Term& term, const Bindings& bindings)
        : condition_{condition}, term_{term}, bindings_{bindings} {}

    Result<void> check() const {
        for (const Operand& operand : term_.operands) {
            TRY(check_size(operand));
        }
        switch (term_.predicate) {
            case Predicate::AttributeExists:
            case Predicate::AttributeNotExists:
                return requires_path();
            case Predicate::AttributeType:
                TRY(requires_path());
                TRY(distinct());
                return check_type_name();
            case Predicate::BeginsWith:
                TRY(distinct());
                return check_types(is_text);
            case Predicate::Less:
            case Predicate::LessEqual:
            case Predicate::Greater:
            case Predicate::GreaterEqual:
                TRY(distinct());
                return check_types(is_scalar);
            case Predicate::Between:
                TRY(distinct());
                TRY(check_types(is_scalar));
                return check_bounds();
            case Predicate::In:
                TRY(check_in_count());
                return distinct();
            case Predicate::Equal:
            case Predicate::NotEqual:
            case Predicate::Contains:
                return distinct();
        }
        return {};
    }

private:
    template <typename... Arguments>
    Failure problem(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
        return invalid(condition_.kind, fmt::format(format, std::forward<Arguments>(arguments)...));
    }

    Failure wrong_type(std::string_view name, std::string_view type) const {
        return problem(
            "Incorrect operand type for operator or function; operator or function: {}, operand "
            "type: {}",
            name,
            type
        );
    }

    Result<void> check_size(const Operand& operand) const {
        if (operand.sizes == 0) {
            return {};
        }
        if (operand.sizes > 1) {
            return wrong_type("size", "N");
        }
        if (operand.kind == Operand::Kind::Value) {
            const AttributeValue& value = value_of(operand.value, bindings_);
            return size_of(value) ? Result<void>{} : wrong_type("size", value.type_name());
        }
        return {};
    }

    Result<void> requires_path() const {
        const Operand& operand = term_.operands.front();
        if (operand.kind == Operand::Kind::DocumentPath && operand.sizes == 0) {
            return {};
        }
        return problem(
            "Operator or function requires a document path; operator or function: {}",
            to_string(term_.predicate)
        );
    }

    Result<void> check_types(bool (*allowed)(std::string_view)) const {
        for (const Operand& operand : term_.operands) {
            const auto type = known_type(operand, bindings_);
            if (type && !allowed(*type)) {
                return wrong_type(to_string(term_.predicate), *type);
            }
        }
        return {};
    }

    Result<void> check_type_name() const {
        const Operand& operand = term_.operands.at(1);
        const auto type = known_type(operand, bindings_);
        if (!type || *type != "S") {
            return wrong_type("attribute_type", type.value_or("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"));
        }
        const std::string_view name = *value_of(operand.value, bindings_).as_string();
        if (std::ranges::find(kTypes, name) == kTypes.end()) {
            return problem(
                "Invalid attribute type name found; type: {}, valid types: "
                "{{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}",
                name
            );
        }
        return {};
    }

    /// Comparing an attribute with itself is refused.
    Result<void> distinct() const {
        const Operand& first = term_.operands.front();
        if (first.kind != Operand::Kind::DocumentPath || first.sizes > 0) {
            return {};
        }
        for (const Operand& other : std::span{term_.operands}.subspan(1)) {
            if (other.kind == Operand::Kind::DocumentPath && other.sizes == 0 &&
                same_path(first.path, other.path, bindings_)) {
                return problem(
                    "The first operand must be distinct from the remaining operands for this "
                    "operator or function; operator: {}, first operand: {}",
                    to_string(term_.predicate),
                    to_string(first.path, bindings_)
                );
            }
        }
        return {};
    }

    Result<void> check_in_count() const {
        const std::size_t count = term_.operands.size() - 1;
        if (count <= kInMax) {
            return {};
        }
        return problem(
            "The IN operator is provided with too many operands; number of operands: {}", count
        );
    }

    Result<void> check_bounds() const {
        const Operand& lower = term_.operands.at(1);
        const Operand& upper = term_.operands.at(2);
        const auto is_value = [](const Operand& operand) {
            return operand.kind == Operand::Kind::Value && operand.sizes == 0;
        };
        if (!is_value(lower) || !is_value(upper)) {
            return {};
        }
        const AttributeValue& low = value_of(lower.value, bindings_);
        const AttributeValue& high = value_of(upper.value, bindings_);
        const auto order = compare_values(low, high);
        if (order && *order <= 0) {
            return {};
        }
        return problem(
            "The BETWEEN operator requires {}; lower bound operand: {}, upper bound operand: {}",
            order ? "upper bound to be greater than or equal to lower bound"
                  : "same data type for lower and upper bounds",
            describe(low),
            describe(high)
        );
    }

    const Condition& condition_;
    const Term& term_;
    const Bindings& bindings_;
};

}  // namespace

Result<void> check_operands(const Condition& condition, const Bindings& bindings) {
    for (const Term& term : condition.terms) {
        if (!term.sound) {
            TRY(TermCheck{condition, term, bindings}.check());
        }
    }
    return {};
}

}  // namespace sosw::expression
