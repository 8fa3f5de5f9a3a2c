#include "backends/sqlite/expression_names.hpp"

#include <algorithm>

#include "backends/expression/condition.hpp"
#include "backends/expression/projection.hpp"

namespace sosw::sqlite {

namespace {

void add_name(
    std::vector<std::string>& names,
    const expression::Path& path,
    const expression::Bindings& bindings
) {
    const std::string_view name = expression::name_of(path.front(), bindings);
    if (std::ranges::find(names, name) == names.end()) {
        names.emplace_back(name);
    }
}

}  // namespace

std::vector<std::string> top_level_names(
    const expression::Condition& condition, const expression::Bindings& bindings
) {
    std::vector<std::string> names;
    for (const expression::Term& term : condition.terms) {
        for (const expression::Operand& operand : term.operands) {
            if (operand.kind == expression::Operand::Kind::DocumentPath) {
                add_name(names, operand.path, bindings);
            }
        }
    }
    return names;
}

std::vector<std::string> top_level_names(
    const expression::ProjectionPaths& projection, const expression::Bindings& bindings
) {
    std::vector<std::string> names;
    for (const expression::Path& path : projection.paths) {
        add_name(names, path, bindings);
    }
    return names;
}

}  // namespace sosw::sqlite
