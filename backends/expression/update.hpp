#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backends/expression/path.hpp"

/// The syntax tree of an update: its actions in order of appearance.

namespace sosw::expression {

struct UpdateOperand {
    enum class Kind : std::uint8_t { DocumentPath, Value, IfNotExists, ListAppend };
    Kind kind = Kind::DocumentPath;
    Path path{};                             ///< Of `DocumentPath`.
    std::string value{};                     ///< The placeholder of `Value`.
    std::vector<UpdateOperand> arguments{};  ///< Of the functions: two, once checked.
};

struct UpdateAction {
    enum class Kind : std::uint8_t { Set, Remove, Add, Delete };
    enum class Arithmetic : std::uint8_t { None, Plus, Minus };
    Kind kind = Kind::Set;
    Arithmetic arithmetic = Arithmetic::None;
    std::vector<UpdateOperand> operands{};  ///< Set: one, or two with arithmetic; Add, Delete: one.
};

struct Update {
    std::vector<UpdateAction> actions{};
    std::vector<Path> paths{};  ///< What the actions write to, in the same order.
    Placeholders placeholders{};
};

Result<Update> parse_update(std::string_view text);

/// Paths, operand types and counts. Requires that all placeholders are defined.
Result<void> check_operands(const Update& update, const Bindings& bindings);

}  // namespace sosw::expression
